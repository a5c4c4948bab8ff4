// SPDX-License-Identifier: Apache-2.0
// The address that has most packets, among however many, in bounded memory: exact for 8192 addresses or fewer; beyond, what it tells is
// at most a 4096th of all packets too small, and never too large.
//
// When the table is full, the median of its counters is subtracted from all, and those that are then at 0 make room (Misra and Gries 1982;
// Anderson et al., "A High-Performance Algorithm for Identifying Frequent Items in Data Streams", 2017). Each time at least half of 8192
// counters lose a median m, so that all that was subtracted, D, has cost 4096 D packets or more.
#pragma once

#include <tsl/robin_map.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "config/network.hpp"

namespace probe {

class TopShare {
 public:
    static constexpr std::size_t kMost = 8192;

    TopShare();
    void add(const config::Address& address, std::uint64_t packets);
    // The packets of the address that has most.
    [[nodiscard]] std::uint64_t top() const;
    void clear() { counters_.clear(); }

 private:
    struct Hash {
        std::uint64_t seed;  // nobody can choose addresses that collide
        std::size_t operator()(const config::Address& address) const;
    };
    void make_room();

    tsl::robin_map<config::Address, std::uint64_t, Hash> counters_;
    std::vector<std::uint64_t> sorted_;
};

}  // namespace probe
