// SPDX-License-Identifier: Apache-2.0
// Values of a record as text, appended to a buffer that is used again and again.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "bpf/feature.hpp"

namespace exporter {

using TextBuffer = fmt::memory_buffer;

inline void append(TextBuffer& out, std::string_view text) { out.append(text.data(), text.data() + text.size()); }

void append_number(TextBuffer& out, std::uint64_t number);

inline constexpr std::uint64_t kMillisecond = 1'000'000;  // ns

// Nanoseconds of the unit that a field of type time_ns is shown in: "seconds", "microseconds", "nanoseconds"; of all others, which
// do not say, a millisecond.
[[nodiscard]] std::uint64_t time_unit_ns(std::string_view unit);

// The value of a member at `bytes`, which has size_of(type) octets at any alignment. ipv4: dotted; ipv6: RFC 5952; mac:
// aa:bb:cc:dd:ee:ff; time_ns: whole units of unit_ns after adding time_offset_ns; others: decimal. string: nothing, see text_at();
// octets: nothing, see append_hex().
void append_value(TextBuffer& out, bpf::Type type, const std::byte* bytes, std::int64_t time_offset_ns,
                  std::uint64_t unit_ns = kMillisecond);

// Two digits each, small letters.
void append_hex(TextBuffer& out, std::span<const std::byte> octets);

// The text of a string field at `bytes`, without the zeros that it is padded with.
[[nodiscard]] std::string_view text_at(const bpf::Feature& feature, const std::byte* bytes);

// Writes a text as a string field of so many octets holds it: never half a character, padded with zeros. What is not UTF-8 and
// control characters become '?': others are to read it.
void store_text(std::byte* out, std::size_t octets, std::string_view text);

// The text as JSON has it between quotes (RFC 8259 section 7); it must be UTF-8.
void append_json_text(TextBuffer& out, std::string_view text);

// "2026-11-20T10:11:12.345Z", of nanoseconds since the Unix epoch, with as many digits as the unit has; what is below it is cut off.
void append_utc(TextBuffer& out, std::uint64_t epoch_ns, std::uint64_t unit_ns = kMillisecond);

// time + offset without wrapping: 0 or the largest value instead.
[[nodiscard]] std::uint64_t shifted(std::uint64_t time_ns, std::int64_t offset_ns);

// Whether append_value writes something other than a number, which JSON wants in quotes.
[[nodiscard]] constexpr bool is_quoted(bpf::Type type) {
    return type == bpf::Type::ipv4 || type == bpf::Type::ipv6 || type == bpf::Type::mac || bpf::has_length(type);
}

}  // namespace exporter
