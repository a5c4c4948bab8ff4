// SPDX-License-Identifier: Apache-2.0
// Packets between a client and a server, and what a field says of the flow that they are.
#pragma once

#include <string>
#include <vector>

#include "tests/support/metered.hpp"

namespace support {

inline constexpr const char* kBothDirections = "IPV4_SRC_ADDR IPV4_DST_ADDR L4_SRC_PORT L4_DST_PORT PROTOCOL ";

inline Ipv4 to_server() { return {.source = "192.0.2.1", .destination = "198.51.100.2"}; }
inline Ipv4 to_client() { return {.source = "198.51.100.2", .destination = "192.0.2.1"}; }

inline Packet asks(const Tcp& tcp, const Octets& payload = {}) {
    return Ethernet{} / to_server() / tcp / Raw{.payload = payload};
}
inline Packet answers(Tcp tcp, const Octets& payload = {}) {
    std::swap(tcp.source_port, tcp.destination_port);
    return Ethernet{} / to_client() / tcp / Raw{.payload = payload};
}

// A packet a millisecond, from 1 s on.
inline std::vector<Captured> in_turn(const std::vector<Packet>& packets) {
    std::vector<Captured> frames;
    std::uint64_t time_ns = 1'000'000'000;
    for (const Packet& packet : packets) frames.emplace_back(packet, Facts{.time_ns = time_ns += 1'000'000});
    return frames;
}

// A packet that many milliseconds after the first second.
inline Captured at(std::uint64_t milliseconds, const Packet& packet) {
    return {packet, {.time_ns = 1'000'000'000 + milliseconds * 1'000'000}};
}

// The values of the field in all flows, whose directions are joined.
inline std::string of_both(const std::string& field, const std::vector<Packet>& packets) {
    return metered(field, in_turn(packets), kBothDirections + field);
}
inline std::string of_both_at(const std::string& field, const std::vector<Captured>& frames) {
    return metered(field, frames, kBothDirections + field);
}

}  // namespace support
