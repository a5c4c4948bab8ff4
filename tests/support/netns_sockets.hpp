// SPDX-License-Identifier: Apache-2.0
// Traffic of the kernel's own making between the two ends of a veth pair with addresses.
#pragma once

#include <cstddef>
#include <string>

#include "tests/support/netns.hpp"
#include "tests/support/process.hpp"

namespace support {

// Sends so many octets over one TCP connection from va0 to vb0 (family: AF_INET, AF_INET6); returns how many arrived.
[[nodiscard]] std::size_t stream(const VethPair& veth, int family, std::size_t octets);

// Sends so many times so many octets from va0 to vb0, which the kernel cuts into datagrams of at most `segment` octets
// (UDP_SEGMENT); returns how many octets arrived.
[[nodiscard]] std::size_t segmented(const VethPair& veth, int family, unsigned sends, std::size_t octets, std::uint16_t segment);

// Sends datagrams of these octets from va0 to a socket at vb0 that sends them back; returns how many came back unchanged. Waits
// so long for each at most, and not for the others once one is missing.
[[nodiscard]] unsigned echo(const VethPair& veth, int family, unsigned datagrams, std::size_t octets,
                            milliseconds limit = kPatience);

}  // namespace support
