// SPDX-License-Identifier: Apache-2.0
// What several readings of one metric come to. Each reading is of other packets than those before.
#pragma once

#include <cstdint>

#include "probe/monitor/contents.hpp"
#include "probe/monitor/map_access.hpp"
#include "probe/monitor/shape.hpp"

namespace probe::monitor {

class Tally {
 public:
    // Both must outlive this.
    Tally(const MapFacts& map, const Shape& value) : map_(map), value_(value) {}

    // Values with the same key are added up: see accumulate(). No more elements are kept than the map itself has room for.
    void add(Contents more);
    // All of it, and begins anew.
    Contents take();

    [[nodiscard]] const Contents& contents() const { return sum_; }
    // Elements that there was no room for.
    [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

 private:
    void append(const Contents& more, std::size_t element);
    void add_to(std::size_t element, const std::byte* more);

    const MapFacts& map_;
    const Shape& value_;
    Contents sum_;
    std::uint64_t left_out_ = 0;
};

}  // namespace probe::monitor
