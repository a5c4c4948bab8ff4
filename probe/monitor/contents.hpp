// SPDX-License-Identifier: Apache-2.0
// What was read out of a map: raw octets, one element behind the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace probe::monitor {

struct Contents {
    std::size_t key_octets = 0;    // 0: elements have none (queue, stack)
    std::size_t value_octets = 0;  // of all copies of a value together
    std::size_t count = 0;
    std::vector<std::byte> keys, values;

    [[nodiscard]] const std::byte* key(std::size_t i) const { return keys.data() + i * key_octets; }
    [[nodiscard]] const std::byte* value(std::size_t i) const { return values.data() + i * value_octets; }
};

}  // namespace probe::monitor
