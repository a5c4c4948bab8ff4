// SPDX-License-Identifier: Apache-2.0
// One scalar out of a map's value, of one copy or of those of all CPUs together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "probe/monitor/shape.hpp"

namespace probe::monitor {

enum class Aggregate { sum, average };

// The same octets as they are on one CPU or several. They must hold what the shape says.
struct Copies {
    const std::byte* first = nullptr;
    std::size_t stride = 0;  // octets from one copy to the next
    std::uint32_t count = 1;
    Aggregate how = Aggregate::sum;

    [[nodiscard]] Copies behind(std::size_t octets) const { return {first + octets, stride, count, how}; }
    [[nodiscard]] Copies only(std::uint32_t copy) const { return {first + stride * copy, stride, 1, how}; }
};

// Where a scalar is: `bits` of them, from this bit on.
struct Spot {
    std::uint32_t bit_offset = 0;  // 0 unless it is a bit field
    std::uint32_t bits = 0;        // 0: all of it
};

struct Leaf {
    std::variant<std::uint64_t, std::int64_t, double, bool, std::string> shown;  // for people: names, texts, hexadecimal numbers
    bool has_number = true;
    std::variant<std::uint64_t, std::int64_t, double> number{};  // for time series: an enumeration's, too; 0 or 1
};

// Numbers are summed over all copies (modulo 2^64), or averaged; of all else the first copy that is not zero counts.
[[nodiscard]] Leaf leaf_of(const ShapeNode& node, const Copies& copies, Spot spot = {});

// A text if this is one: printable ASCII up to a NUL or the end, and nothing but NULs behind. Of the first copy that is not zero.
[[nodiscard]] bool is_text(const ShapeNode& node, const Copies& copies, std::string& text);

// Adds the numbers in these octets to those, modulo their size; of all else those of `more` that are not zero replace the others.
void accumulate(const Shape& shape, std::byte* into, const std::byte* more);

}  // namespace probe::monitor
