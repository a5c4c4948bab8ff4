// SPDX-License-Identifier: Apache-2.0
// What a capture consists of, whatever the format of its file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace probe {

// The most octets of one packet a file may hold: libpcap's MAXIMUM_SNAPLEN, beyond which it takes a file for damaged.
constexpr std::uint32_t kMaxCapturedOctets = 262144;

struct Frame {
    std::uint64_t time_ns = 0;          // since the Unix epoch; 0 for simple packet blocks, which carry no time
    std::uint32_t wire_octets = 0;      // length on the wire as the file says it: any 32-bit number, even below octets.size()
    std::uint32_t interface = 0;        // 0 in pcap; in pcapng counted from 0 over all sections of the file
    std::span<const std::byte> octets;  // what was captured, from the Ethernet header on; valid until the next call
};

// What a call for the next frame came to.
enum class NextFrame { frame, end, failed };

}  // namespace probe
