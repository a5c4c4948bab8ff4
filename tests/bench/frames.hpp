// SPDX-License-Identifier: Apache-2.0
// Frames to send, to run programs on and to write to files: Ethernet, at most one VLAN tag, IPv4 or IPv6 without options, UDP
// or TCP, zeros. From 192.0.2.1 or 2001:db8::1 to 198.51.100.1 or 2001:db8:ffff::1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bench {

enum class Family : std::uint8_t { ipv4, ipv6 };
enum class Protocol : std::uint8_t { tcp = 6, udp = 17 };

struct FrameShape {
    Family family = Family::ipv4;
    Protocol protocol = Protocol::udp;
    std::size_t octets = 60;        // whole frame without the frame check sequence; raised to what the headers need
    bool vlan = false;              // tagged with VLAN 100
    std::uint8_t tcp_flags = 0x18;  // PSH and ACK
};

// Octets from the start of an untagged frame to its source address and its source port.
[[nodiscard]] constexpr std::size_t source_offset(Family family) { return family == Family::ipv4 ? 26 : 22; }
[[nodiscard]] constexpr std::size_t ports_offset(Family family) { return family == Family::ipv4 ? 34 : 54; }

[[nodiscard]] std::vector<std::byte> make_frame(const FrameShape& shape);

// Makes an untagged or tagged frame one of flow number `flow`: source address and source port tell flows apart. The headers'
// checksums are not kept: nothing that counts frames looks at them.
void set_flow(std::span<std::byte> frame, const FrameShape& shape, std::uint64_t flow);

}  // namespace bench
