// SPDX-License-Identifier: Apache-2.0
#include "exporter/text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <iterator>
#include <limits>

#include "exporter/record.hpp"

namespace exporter {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;  // ns
constexpr char kHexDigits[] = "0123456789abcdef";

void append_ipv4(TextBuffer& out, const std::byte* octets) {
    for (int i = 0; i < 4; ++i) {
        if (i > 0) out.push_back('.');
        append_number(out, std::to_integer<std::uint64_t>(octets[i]));
    }
}

// The run of zero groups that "::" stands for (RFC 5952 section 4.2): the first of the longest, of two groups or more.
struct ZeroRun {
    std::size_t begin = 8;
    std::size_t length = 0;
};

ZeroRun longest_zero_run(const std::array<unsigned, 8>& groups) {
    ZeroRun best;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t end = i;
        while (end < 8 && groups[end] == 0) ++end;
        if (end - i >= 2 && end - i > best.length) best = {i, end - i};
        i = std::max(i, end);
    }
    return best;
}

// By hand, because inet_ntop takes as long for one address as all the rest of a flow (300 ns, measured with glibc 2.36).
void append_ipv6(TextBuffer& out, const std::byte* octets) {
    char text[INET6_ADDRSTRLEN];
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < 8; ++i) groups[i] = static_cast<unsigned>(load_big_endian(octets + 2 * i, 2));
    const ZeroRun run = longest_zero_run(groups);
    // Those with an IPv4 address inside (::ffff:192.0.2.1) are rare, and a matter of more rules.
    if (run.begin == 0 && run.length >= 5) return append(out, inet_ntop(AF_INET6, octets, text, sizeof text));

    char* at = text;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == run.begin) {
            *at++ = ':';
            *at++ = ':';
            i += run.length - 1;
            continue;
        }
        if (i > 0 && i != run.begin + run.length) *at++ = ':';
        at = std::to_chars(at, std::end(text), groups[i], 16).ptr;
    }
    append(out, {text, static_cast<std::size_t>(at - text)});
}

void append_mac(TextBuffer& out, const std::byte* octets) {
    char text[17];
    for (std::size_t i = 0; i < 6; ++i) {
        text[3 * i] = kHexDigits[std::to_integer<std::size_t>(octets[i] >> 4)];
        text[3 * i + 1] = kHexDigits[std::to_integer<std::size_t>(octets[i] & std::byte{0xf})];
        if (i < 5) text[3 * i + 2] = ':';
    }
    append(out, {text, sizeof text});
}

// Octets of the character that the text begins with: 0 where that is no UTF-8 (RFC 3629 section 4) or a control character.
std::size_t character_octets(std::string_view text) {
    const auto octet = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = octet(0);
    if (first < 0x80) return first < ' ' || first == 0x7f ? 0 : 1;
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((octet(i) & 0xc0) != 0x80) return 0;
    const bool is_overlong = (first == 0xe0 && octet(1) < 0xa0) || (first == 0xf0 && octet(1) < 0x90);
    const bool is_beyond = (first == 0xed && octet(1) > 0x9f) || (first == 0xf4 && octet(1) > 0x8f);
    const bool is_control = first == 0xc2 && octet(1) < 0xa0;
    return is_overlong || is_beyond || is_control ? 0 : length;
}

void append_padded(TextBuffer& out, unsigned number, int digits) { fmt::format_to(fmt::appender(out), "{:0{}}", number, digits); }

}  // namespace

void append_number(TextBuffer& out, std::uint64_t number) {
    const fmt::format_int text(number);
    out.append(text.data(), text.data() + text.size());
}

std::uint64_t time_unit_ns(std::string_view unit) {
    if (unit == "seconds") return kSecond;
    if (unit == "microseconds") return 1'000;
    if (unit == "nanoseconds") return 1;
    return kMillisecond;
}

void append_value(TextBuffer& out, bpf::Type type, const std::byte* bytes, std::int64_t time_offset_ns, std::uint64_t unit_ns) {
    switch (type) {
        case bpf::Type::ipv4: return append_ipv4(out, bytes);
        case bpf::Type::ipv6: return append_ipv6(out, bytes);
        case bpf::Type::mac: return append_mac(out, bytes);
        case bpf::Type::time_ns: return append_number(out, shifted(number_at(type, bytes), time_offset_ns) / unit_ns);
        case bpf::Type::string:
        case bpf::Type::octets: return;
        default: return append_number(out, number_at(type, bytes));
    }
}

void append_hex(TextBuffer& out, std::span<const std::byte> octets) {
    for (const std::byte octet : octets) {
        out.push_back(kHexDigits[std::to_integer<std::size_t>(octet >> 4)]);
        out.push_back(kHexDigits[std::to_integer<std::size_t>(octet & std::byte{0xf})]);
    }
}

std::string_view text_at(const bpf::Feature& feature, const std::byte* bytes) {
    const std::string_view padded(reinterpret_cast<const char*>(bytes), bpf::size_of(feature));
    return padded.substr(0, padded.find('\0'));
}

void store_text(std::byte* out, std::size_t octets, std::string_view text) {
    std::size_t at = 0;
    while (!text.empty()) {
        const std::size_t length = character_octets(text);
        if (at + std::max<std::size_t>(length, 1) > octets) break;
        if (length == 0)
            out[at++] = std::byte{'?'};
        else
            std::memcpy(out + at, text.data(), length), at += length;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    std::memset(out + at, 0, octets - at);
}

void append_json_text(TextBuffer& out, std::string_view text) {
    for (const char letter : text) {
        if (letter == '"' || letter == '\\')
            out.push_back('\\'), out.push_back(letter);
        else if (static_cast<unsigned char>(letter) < ' ')
            fmt::format_to(fmt::appender(out), "\\u{:04x}", static_cast<unsigned>(letter));
        else
            out.push_back(letter);
    }
}

void append_utc(TextBuffer& out, std::uint64_t epoch_ns, std::uint64_t unit_ns) {
    const std::chrono::sys_seconds time{std::chrono::seconds(epoch_ns / kSecond)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    out.push_back('-');
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out.push_back('-');
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    out.push_back('T');
    append_padded(out, static_cast<unsigned>(clock.hours().count()), 2);
    out.push_back(':');
    append_padded(out, static_cast<unsigned>(clock.minutes().count()), 2);
    out.push_back(':');
    append_padded(out, static_cast<unsigned>(clock.seconds().count()), 2);
    int digits = 0;
    for (std::uint64_t left = kSecond; left > unit_ns; left /= 10) ++digits;
    if (digits > 0) {
        out.push_back('.');
        append_padded(out, static_cast<unsigned>(epoch_ns % kSecond / unit_ns), digits);
    }
    out.push_back('Z');
}

std::uint64_t shifted(std::uint64_t time_ns, std::int64_t offset_ns) {
    if (offset_ns < 0) {
        const std::uint64_t back = 0 - static_cast<std::uint64_t>(offset_ns);
        return time_ns < back ? 0 : time_ns - back;
    }
    const auto ahead = static_cast<std::uint64_t>(offset_ns);
    return time_ns > std::numeric_limits<std::uint64_t>::max() - ahead ? std::numeric_limits<std::uint64_t>::max()
                                                                       : time_ns + ahead;
}

}  // namespace exporter
