// SPDX-License-Identifier: Apache-2.0
// Both capture formats are written in the byte order of the machine that captured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace probe {

// Loads integers from unaligned octets, in this machine's byte order or the opposite one.
class ByteOrder {
 public:
    ByteOrder() = default;
    explicit ByteOrder(bool swapped) : swapped_(swapped) {}

    [[nodiscard]] std::uint16_t u16(const std::byte* at) const {
        const auto value = load<std::uint16_t>(at);
        return swapped_ ? __builtin_bswap16(value) : value;
    }
    [[nodiscard]] std::uint32_t u32(const std::byte* at) const {
        const auto value = load<std::uint32_t>(at);
        return swapped_ ? __builtin_bswap32(value) : value;
    }
    [[nodiscard]] std::uint64_t u64(const std::byte* at) const {
        const auto value = load<std::uint64_t>(at);
        return swapped_ ? __builtin_bswap64(value) : value;
    }

 private:
    template <class T>
    static T load(const std::byte* at) {
        T value;
        std::memcpy(&value, at, sizeof value);
        return value;
    }

    bool swapped_ = false;
};

}  // namespace probe
