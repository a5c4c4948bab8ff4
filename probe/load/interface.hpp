// SPDX-License-Identifier: Apache-2.0
// A network interface of this process's network namespace, as far as attaching to it needs to know.
#pragma once

#include <cstdint>
#include <string>

#include "bpf/result.hpp"

namespace probe {

struct Interface {
    std::string name;
    std::uint32_t index = 0;
    std::uint32_t mtu = 0;  // octets
    bool ethernet = true;   // false: frames begin with their IP header (tun, GRE, WireGuard, PPP)
};

// Which packets of an interface: those that enter it or those that leave it. The values are flowDirection's (IANA 61).
enum class Direction : std::uint8_t { in = 0, out = 1 };
[[nodiscard]] constexpr const char* name_of(Direction direction) { return direction == Direction::in ? "in" : "out"; }

// The interface of this name; the error has a similar name, or says how to list them, or that its frames are of another kind.
[[nodiscard]] Result<Interface> find_interface(const std::string& name);

// The interface of the default route, for commands that were given none.
[[nodiscard]] Result<Interface> default_interface();

// Whether the frames of an interface of this type (ARPHRD_*) begin with an Ethernet header (true) or with their IP header (false);
// an error with the interface's name for anything else: InfiniBand, bare 802.11, …
[[nodiscard]] Result<bool> has_ethernet(const std::string& name, std::uint16_t type);

}  // namespace probe
