// SPDX-License-Identifier: Apache-2.0
// Addresses and networks as users write them, and as tables of prefixes compare them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "bpf/result.hpp"

namespace config {

// An address as a number of 128 bits, its first octet the highest; one of IPv4 in the upper 32.
struct Address {
    bool is_ipv6 = false;
    std::uint64_t high = 0, low = 0;

    auto operator<=>(const Address&) const = default;
};

struct Network {
    Address address{};        // its first: no bit is set beyond the length
    std::uint8_t length = 0;  // of the prefix: 0 to 32, or to 128

    auto operator<=>(const Network&) const = default;
};

[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

// "192.0.2.0/24", "192.0.2.0/255.255.255.0", "2001:db8::/32", or an address, which is a network of its own. Bits beyond the length
// are cleared. The error names the text and what is wrong with it.
[[nodiscard]] Result<Network> parse_network(std::string_view text);

// Several of them, between commas or blanks; at least one.
[[nodiscard]] Result<std::vector<Network>> parse_networks(std::string_view text);

// The last address of a network.
[[nodiscard]] Address last_of(const Network& network);

}  // namespace config
