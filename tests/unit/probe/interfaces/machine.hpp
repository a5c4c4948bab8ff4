// SPDX-License-Identifier: Apache-2.0
// Interfaces of a machine that exists in a test alone.
#pragma once

#include <net/if_arp.h>

#include "probe/interfaces/link.hpp"

namespace probe {

struct Device {  // what is not said is that of a usual network card
    std::uint32_t index;
    std::string name;
    std::string kind{};
    std::uint16_t type = ARPHRD_ETHER;
    bool up = true, loopback = false;
    std::uint32_t mtu = 1500;
    std::uint32_t master = 0, lower = 0;
    std::int32_t lower_network = -1;

    std::vector<std::string> other_names{};

    [[nodiscard]] Link link() const {
        return {index, name, other_names, {}, kind, type, up, up, loopback, mtu, master, lower, lower_network, 0};
    }
};

struct Machine {
    Links links;

    void add(const Device& device) { links.insert_or_assign(device.index, device.link()); }
};

}  // namespace probe
