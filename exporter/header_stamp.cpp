// SPDX-License-Identifier: Apache-2.0
#include "exporter/header_stamp.hpp"

#include <algorithm>

#include "exporter/record.hpp"

namespace exporter {
namespace {

void put_32(HeaderStamp::Header& header, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) header.octets[at + i] = static_cast<std::byte>(value >> (24 - 8 * i) & 0xff);
}

std::uint32_t get_32(const HeaderStamp::Header& header, std::size_t at) {
    return static_cast<std::uint32_t>(load_big_endian(header.octets.data() + at, 4));
}

// RFC 3954 section 5.1, and v5 alike: version 2, count 2, uptime 4 (ms), time 4 (s). The encoder has put both for one moment, hence
// the boot.
void put_netflow_time(HeaderStamp::Header& header, std::int64_t now_s) {
    const std::uint32_t encoded_ms = get_32(header, 4);
    const std::int64_t boot_ms = std::int64_t{get_32(header, 8)} * 1000 - encoded_ms;
    const std::int64_t uptime_ms = now_s * 1000 - boot_ms;
    const bool may_wrap = encoded_ms == 0;
    if (uptime_ms < 0 || (uptime_ms > UINT32_MAX && !may_wrap)) return;
    put_32(header, 4, static_cast<std::uint32_t>(uptime_ms));
    put_32(header, 8, static_cast<std::uint32_t>(now_s));
}

}  // namespace

std::size_t header_octets(HeaderForm form) {
    switch (form) {
        case HeaderForm::none: return 0;
        case HeaderForm::ipfix: return 16;
        case HeaderForm::netflow9: return 20;
        case HeaderForm::netflow5: return 24;
    }
    return 0;
}

HeaderStamp::Header HeaderStamp::header_of(const Message& message, Time now) const {
    Header header;
    header.size = std::min(header_octets(form_), message.octets.size());
    std::copy_n(message.octets.begin(), header.size, header.octets.begin());
    if (header.size < header_octets(form_)) return header;
    // NetFlow: the second that has begun is told when it is over, because a flow that has just ended must not end in the future.
    const std::int64_t now_s = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    switch (form_) {
        case HeaderForm::none: break;
        case HeaderForm::ipfix:
            put_32(header, 4, static_cast<std::uint32_t>(now_s));
            put_32(header, 8, sequence_);
            break;
        case HeaderForm::netflow9:
            put_netflow_time(header, now_s + 1);
            put_32(header, 12, sequence_);
            break;
        case HeaderForm::netflow5:
            put_netflow_time(header, now_s + 1);
            put_32(header, 12, 0);  // nanoseconds: none, the time is a whole second
            put_32(header, 16, sequence_);
            break;
    }
    return header;
}

void HeaderStamp::pass(const Message& message) {
    switch (form_) {
        case HeaderForm::none: break;
        case HeaderForm::ipfix:  // options data counts, too
        case HeaderForm::netflow5: sequence_ += has_templates(message) ? 0 : message.records; break;
        case HeaderForm::netflow9: ++sequence_; break;
    }
}

}  // namespace exporter
