// SPDX-License-Identifier: Apache-2.0
// What is metered of packets in tunnels, in the few words that their tests compare.
#pragma once

#include <string>
#include <vector>

#include "tests/support/metered.hpp"

namespace support {

// "4 17 53 28": IP version, protocol, destination port and octets of the packet that is metered of this frame, with so many levels of
// tunnels looked into; or "non-IP", "malformed".
[[nodiscard]] std::string seen(const Packet& frame, std::uint32_t levels = 4);

// The field's values in the flows of the frames, tunnels looked into; see metered().
[[nodiscard]] std::string tunnelled(const std::string& field, const std::vector<Captured>& frames,
                                    const std::string& fields = "");

// By captured octets, tunnels looked into; see by_captured_octets().
[[nodiscard]] std::string tunnelled_by_octets(const std::string& field, const Packet& packet);

}  // namespace support
