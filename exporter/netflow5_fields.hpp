// SPDX-License-Identifier: Apache-2.0
// The record of NetFlow v5, which is the same for all: 48 octets with a place for each of 18 values of IPv4 flows (Cisco, "NetFlow
// Export Datagram Format", table B-4). What is not asked for is 0.
#pragma once

#include <cstddef>
#include <vector>

#include "bpf/layout.hpp"
#include "bpf/result.hpp"
#include "exporter/wire.hpp"

namespace exporter {

namespace netflow5 {

inline constexpr std::size_t kRecord = 48;  // octets
// Where in the record, and in how many octets, stands what records of ours hold in more.
inline constexpr std::size_t kInput = 12, kOutput = 14;            // 2
inline constexpr std::size_t kPackets = 16, kOctets = 20;          // 4
inline constexpr std::size_t kSourceAs = 40, kDestinationAs = 42;  // 2

}  // namespace netflow5

// What a v5 record of a layout consists of, from its first octet to its last; where nothing was asked for, or nothing has a place,
// WireForm::zero. FLOW_START_MILLISECONDS and FLOW_END_MILLISECONDS are sent in the places of FIRST_SWITCHED and LAST_SWITCHED, which
// are the same times. Fails at a field that has no place, or more octets than it; names it. Features must outlive the result.
[[nodiscard]] Result<std::vector<WireField>> netflow5_fields(const bpf::Layout& layout);

// Fails at a field of the IPv6 table that is neither an address whose sibling the IPv4 table has, nor has a place.
[[nodiscard]] Result<> check_netflow5_siblings(const bpf::Layout& ipv6, const bpf::Layout& ipv4);

}  // namespace exporter
