// SPDX-License-Identifier: Apache-2.0
#include "exporter/netflow_clock.hpp"

#include <algorithm>

#include "exporter/text.hpp"

namespace exporter {
namespace {

constexpr std::int64_t kSecond = 1000;  // ms
constexpr std::int64_t kHour = 3600 * kSecond;
constexpr std::int64_t kMost = UINT32_MAX;             // ms of uptime
constexpr std::int64_t kLatest = kMost * kSecond - 1;  // the second behind it is the last that a header can tell

std::int64_t an_hour_before(std::int64_t ms) { return std::max<std::int64_t>((ms - kHour) / kSecond * kSecond, 0); }

}  // namespace

UptimeOffsets uptime_offsets(const std::vector<WireField>& fields) {
    UptimeOffsets offsets;
    for (const WireField& field : fields)
        if (field.form == WireForm::uptime) offsets.push_back(static_cast<std::uint16_t>(field.offset));
    return offsets;
}

FlowTimes flow_times(const UptimeOffsets& offsets, const Record& record) {
    FlowTimes times{INT64_MAX, 0};
    for (const std::uint16_t offset : offsets) {
        const std::uint64_t time_ns = shifted(load<std::uint64_t>(record.bytes + offset), record.context.time_offset_ns);
        const auto time = static_cast<std::int64_t>(time_ns / 1'000'000);
        times.first = std::min(times.first, time);
        times.last = std::max(times.last, time);
    }
    return times;
}

NetflowClock::NetflowClock(std::chrono::system_clock::time_point start)
    : boot_ms_(an_hour_before(std::chrono::duration_cast<std::chrono::milliseconds>(start.time_since_epoch()).count())) {}

void NetflowClock::move(const FlowTimes& times) {
    const std::int64_t last = std::min(times.last, kLatest);
    const std::int64_t earliest = (last - kMost + kSecond - 1) / kSecond * kSecond;  // from which the last time can be sent
    boot_ms_ = std::max(an_hour_before(std::min(times.first, last)), earliest);
}

bool NetflowClock::is_exact(const FlowTimes& times) const { return times.first >= boot_ms_ && times.last - boot_ms_ <= kMost; }

void NetflowClock::put_moment(std::span<std::byte> header, std::int64_t latest_ms) const {
    std::int64_t uptime = 0;
    if (latest_ms != kNone) {
        const std::int64_t behind = std::min(latest_ms, kLatest) / kSecond * kSecond + kSecond - boot_ms_;
        uptime = std::clamp(behind, kSecond, kMost / kSecond * kSecond);
    }
    store_big_endian<std::uint32_t>(header.data() + 4, static_cast<std::uint32_t>(uptime));
    store_big_endian<std::uint32_t>(header.data() + 8, static_cast<std::uint32_t>((boot_ms_ + uptime) / kSecond));
}

}  // namespace exporter
