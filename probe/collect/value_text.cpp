// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/value_text.hpp"

#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <limits>

#include "exporter/record.hpp"

namespace probe::collect {
namespace {

using exporter::append;
using exporter::load_big_endian;

enum class Kind { integer, negative_integer, real, truth, mac, ipv4, ipv6, seconds, milliseconds, ntp, string, octets };

Kind kind_of(fbInfoElementDataType_t type, std::size_t octets) {
    const bool fits_number = octets >= 1 && octets <= 8;
    switch (type) {
        case FB_UINT_8:
        case FB_UINT_16:
        case FB_UINT_32:
        case FB_UINT_64: return fits_number ? Kind::integer : Kind::octets;
        case FB_INT_8:
        case FB_INT_16:
        case FB_INT_32:
        case FB_INT_64: return fits_number ? Kind::negative_integer : Kind::octets;
        case FB_FLOAT_32:
        case FB_FLOAT_64: return octets == 4 || octets == 8 ? Kind::real : Kind::octets;
        case FB_BOOL: return octets == 1 ? Kind::truth : Kind::octets;
        case FB_MAC_ADDR: return octets == 6 ? Kind::mac : Kind::octets;
        case FB_IP4_ADDR: return octets == 4 ? Kind::ipv4 : Kind::octets;
        case FB_IP6_ADDR: return octets == 16 ? Kind::ipv6 : Kind::octets;
        case FB_DT_SEC: return octets == 4 ? Kind::seconds : Kind::octets;
        case FB_DT_MILSEC: return octets == 8 ? Kind::milliseconds : Kind::octets;
        case FB_DT_MICROSEC:
        case FB_DT_NANOSEC: return octets == 8 ? Kind::ntp : Kind::octets;
        case FB_STRING: return Kind::string;
        default: return Kind::octets;
    }
}

void append_signed(TextBuffer& out, Value value) {
    const unsigned unused_bits = 64 - 8 * static_cast<unsigned>(value.size());
    const std::uint64_t number = load_big_endian(value.data(), value.size()) << unused_bits;
    fmt::format_to(fmt::appender(out), "{}", static_cast<std::int64_t>(number) >> unused_bits);
}

template <class Real>
void append_real(TextBuffer& out, Real number) {
    if (std::isfinite(number))
        fmt::format_to(fmt::appender(out), "{}", number);
    else
        append(out, "null");
}

void append_real(TextBuffer& out, Value value) {
    const std::uint64_t bits = load_big_endian(value.data(), value.size());
    if (value.size() == 4)
        append_real(out, std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    else
        append_real(out, std::bit_cast<double>(bits));
}

// RFC 7011 section 6.1.5
void append_truth(TextBuffer& out, std::uint64_t code) {
    if (code == 1) return append(out, "true");
    if (code == 2) return append(out, "false");
    exporter::append_number(out, code);
}

constexpr std::uint64_t kBillion = 1'000'000'000;

void append_milliseconds(TextBuffer& out, std::uint64_t epoch_ms) {
    constexpr std::uint64_t kLast = std::numeric_limits<std::uint64_t>::max() / 1'000'000;  // the year 2554
    if (epoch_ms > kLast) return exporter::append_number(out, epoch_ms);
    exporter::append_utc(out, epoch_ms * 1'000'000);
}

// Seconds since 1900 and parts of 2^32 of a second (RFC 7011 section 6.1.9). Seconds wrap in 2036; without the uppermost bit they
// are those after (RFC 4330 section 3).
void append_ntp(TextBuffer& out, std::uint64_t ntp) {
    constexpr std::uint64_t kFrom1900To1970 = 2'208'988'800;
    const std::uint64_t era = (ntp >> 63) != 0 ? 0 : std::uint64_t{1} << 32;
    const std::uint64_t seconds = (ntp >> 32) + era;
    if (seconds < kFrom1900To1970) return exporter::append_number(out, ntp);  // before 1970
    exporter::append_utc(out, (seconds - kFrom1900To1970) * kBillion + ((ntp & 0xffff'ffffU) * kBillion >> 32));
}

void append_string(TextBuffer& out, Value value) {
    const nlohmann::json text(std::string(reinterpret_cast<const char*>(value.data()), value.size()));
    const std::string quoted = text.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    append(out, std::string_view(quoted).substr(1, quoted.size() - 2));
}

}  // namespace

bool is_number(fbInfoElementDataType_t type, std::size_t octets) {
    const Kind kind = kind_of(type, octets);
    return kind == Kind::integer || kind == Kind::negative_integer || kind == Kind::real || kind == Kind::truth;
}

void append_value(TextBuffer& out, fbInfoElementDataType_t type, Value value) {
    switch (kind_of(type, value.size())) {
        case Kind::integer: return exporter::append_number(out, load_big_endian(value.data(), value.size()));
        case Kind::negative_integer: return append_signed(out, value);
        case Kind::real: return append_real(out, value);
        case Kind::truth: return append_truth(out, load_big_endian(value.data(), 1));
        case Kind::mac: return exporter::append_value(out, bpf::Type::mac, value.data(), 0);
        case Kind::ipv4: return exporter::append_value(out, bpf::Type::ipv4, value.data(), 0);
        case Kind::ipv6: return exporter::append_value(out, bpf::Type::ipv6, value.data(), 0);
        case Kind::seconds: return exporter::append_utc(out, load_big_endian(value.data(), 4) * kBillion);
        case Kind::milliseconds: return append_milliseconds(out, load_big_endian(value.data(), 8));
        case Kind::ntp: return append_ntp(out, load_big_endian(value.data(), 8));
        case Kind::string: return append_string(out, value);
        case Kind::octets: return exporter::append_hex(out, value);
    }
}

}  // namespace probe::collect
