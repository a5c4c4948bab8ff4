// SPDX-License-Identifier: Apache-2.0
// The message header of RFC 7011 section 3.1: version 2, length 2, export time 4, sequence number 4, observation domain 4 octets.
//
// libfixbuf writes it. Two of its fields say something about the moment a message leaves, which libfixbuf cannot know for messages
// that wait or are sent again: they are set here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>

#include "exporter/record.hpp"

namespace exporter {

inline constexpr std::size_t kIpfixHeaderOctets = 16;
inline constexpr std::size_t kIpfixSetHeaderOctets = 4;
inline constexpr std::uint16_t kIpfixPort = 4739;  // registered for ipfix over UDP, TCP and SCTP

// Now, as an export time. The coarse clock of the system: 3 ns.
[[nodiscard]] inline std::uint32_t epoch_seconds() { return static_cast<std::uint32_t>(std::time(nullptr)); }

inline void store_big_endian_32(std::byte* out, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) out[i] = static_cast<std::byte>(value >> (24 - 8 * i) & 0xff);
}

// epoch_s: seconds since 1970.
inline void set_export_time(std::span<std::byte> message, std::uint32_t epoch_s) {
    store_big_endian_32(message.data() + 4, epoch_s);
}

// Data records sent in this stream before this message, modulo 2^32; template records do not count.
inline void set_sequence(std::span<std::byte> message, std::uint32_t sequence) {
    store_big_endian_32(message.data() + 8, sequence);
}

[[nodiscard]] inline std::uint32_t sequence_of(std::span<const std::byte> message) {
    return static_cast<std::uint32_t>(load_big_endian(message.data() + 8, 4));
}

}  // namespace exporter
