// SPDX-License-Identifier: Apache-2.0
// The addresses that this machine sends from.
#pragma once

#include <array>
#include <cstddef>

namespace probe {

// 0: it has none.
struct OwnAddresses {
    std::array<std::byte, 4> ipv4{};
    std::array<std::byte, 16> ipv6{};
};

// Those that the kernel would choose on the default route. Nothing is sent.
[[nodiscard]] OwnAddresses own_addresses();

}  // namespace probe
