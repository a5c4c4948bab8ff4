// SPDX-License-Identifier: Apache-2.0
// A pcapng file says for each interface in which unit and from which moment on its time stamps count.
#pragma once

#include <cstdint>

namespace probe {

class InterfaceClock {
 public:
    InterfaceClock() = default;  // microseconds since the Unix epoch, unless the file says otherwise
    // `resolution` as in if_tsresol: 10^-n seconds, or 2^-n if the highest bit is set. `offset_s` as in if_tsoffset.
    InterfaceClock(std::uint8_t resolution, std::int64_t offset_s);

    // Nanoseconds since the Unix epoch, rounded down; 0 for a moment before it, all ones for one after the year 2554.
    [[nodiscard]] std::uint64_t to_ns(std::uint64_t units) const;

 private:
    std::uint64_t multiply_ = 1000;
    std::uint64_t divide_ = 1;
    unsigned shift_ = 0;
    std::int64_t offset_s_ = 0;
};

}  // namespace probe
