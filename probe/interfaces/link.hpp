// SPDX-License-Identifier: Apache-2.0
// A network interface as the kernel describes it (rtnetlink(7)), in this process's network namespace.
//
// The room: link_monitor.* asks the kernel, selection.* says which interfaces are to be metered, roster.* what to do when something
// changes; reception.* looks at how an interface receives, and changes it, by ethtool.* among others. None attaches anything.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace probe {

struct Link {
    std::uint32_t index = 0;
    std::string name;
    std::vector<std::string> other_names{};  // alternative ones (`ip link property add`)
    std::string alias{};     // a description in the administrator's words (`ip link set … alias`)
    std::string kind;        // "veth", "vlan", "bridge", "bond", …; empty: a device of its own, like a network card
    std::uint16_t type = 0;  // ARPHRD_*: what its frames begin with
    bool up = false;         // switched on: may send and receive
    bool running = false;    // and has a carrier
    bool loopback = false;
    std::uint32_t mtu = 0;            // octets
    std::uint32_t master = 0;         // index of the bridge, bond, … it belongs to; 0: none
    std::uint32_t lower = 0;          // index of the interface it lies on (vlan, macvlan), or of its peer (veth); 0: none
    std::int32_t lower_network = -1;  // -1: `lower` is here; else the id by which this namespace knows the other one
    std::uint32_t xdp_program = 0;    // id of the XDP program that it carries; 0: none

    [[nodiscard]] bool is_called(const std::string& one) const {
        return name == one || std::find(other_names.begin(), other_names.end(), one) != other_names.end();
    }
    friend bool operator==(const Link&, const Link&) = default;
};

using Links = std::map<std::uint32_t, Link>;  // by index

}  // namespace probe
