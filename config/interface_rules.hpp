// SPDX-License-Identifier: Apache-2.0
// Which interface packets are said to have come from or gone to, by MAC address or network: nProbe's --if-networks.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "bpf/result.hpp"
#include "config/network.hpp"

namespace config {

using Mac = std::array<std::uint8_t, 6>;

struct InterfaceRule {
    std::variant<Network, Mac> whose;
    std::uint32_t interface = 0;

    friend bool operator==(const InterfaceRule&, const InterfaceRule&) = default;
};

// "192.0.2.0/24@3,02:00:00:00:00:01@4": rules between commas or blanks; each is a network, an address or a MAC, then "@" and the number of
// an interface.
[[nodiscard]] Result<std::vector<InterfaceRule>> parse_interface_rules(const std::string& text);

// One setting: such a text, or "@FILE", whose lines are such texts; what follows a # is a remark. check_... does not read the file.
[[nodiscard]] Result<> check_interface_rules(const std::string& setting);
[[nodiscard]] Result<std::vector<InterfaceRule>> load_interface_rules(const std::string& setting);

}  // namespace config
