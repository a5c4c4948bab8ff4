// SPDX-License-Identifier: Apache-2.0
// What the octets of a map's keys and values mean: made once from the BTF of the object that has the map. The BTF is a user's, and may
// be broken or hostile: sizes, depth and the number of leaves are bounded, and every offset lies within its parent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bpf/result.hpp"

struct btf;

namespace probe::monitor {

struct ShapeNode {
    enum class Kind { unsigned_integer, signed_integer, boolean, real, enumeration, hexadecimal, text, list, object };
    struct Member {
        std::string name;            // [A-Za-z0-9_]+, one of its kind in its object
        std::uint32_t bit_offset;    // from the begin of the object
        std::uint32_t bits;          // of a bit field; 0: it is none
        std::size_t node;            // of Shape::nodes
        bool is_part_of_it = false;  // without a name in C: its members are those of the object
    };

    Kind kind = Kind::unsigned_integer;
    std::uint32_t octets = 0;
    bool is_big_endian = false;                                // __be16, __be32, __be64: shown in host meaning
    std::vector<std::pair<std::uint64_t, std::string>> names;  // of an enumeration's values, sign-extended
    bool is_signed = false;                                    // an enumeration
    std::uint32_t count = 0;                                   // of a list's elements, and of a text's characters
    std::size_t element = 0;                                   // of a list: of Shape::nodes
    std::vector<Member> members;                               // of an object
    std::uint64_t leaves = 1;                                  // all in all, lists and objects counted, too
};

struct Shape {
    static constexpr std::uint32_t kMostDepth = 32, kMostOctets = 1U << 16, kMostLeaves = 1U << 14;

    std::vector<ShapeNode> nodes;
    std::size_t root = 0;

    [[nodiscard]] const ShapeNode& at(std::size_t node) const { return nodes[node]; }
    [[nodiscard]] const ShapeNode& top() const { return nodes[root]; }
};

// Of the type with this number; fails if there is none, or it has no size, is not `octets` long, or is beyond the bounds. `what` begins
// the message: `map "flows", value`.
[[nodiscard]] Result<Shape> shape_of(const btf* types, std::uint32_t type, std::uint32_t octets, const std::string& what);

}  // namespace probe::monitor
