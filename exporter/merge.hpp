// SPDX-License-Identifier: Apache-2.0
// Two partial records of one flow become one. The role of each field is the whole rule, so this file knows no field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bpf/layout.hpp"

namespace exporter {

// Immutable after construction, hence usable from any thread. Keeps nothing of the layout.
class Merger {
 public:
    explicit Merger(const bpf::Layout& layout);

    // Joins the value members of `from` into `into`. Both are records of the layout with the same key, at any alignment; key
    // octets are neither read nor written.
    //
    // sum: the sum, which stays at the largest value of the type instead of wrapping. bit_or, min, max: as named; be16, be24,
    // be32 and addresses compare as the numbers their octets spell. first, last: the value of the record whose packets came
    // earlier or later: by time (start for first, end for last, or the one of them that the layout holds), where times are
    // equal or not held by order of arrival, in which `into` is the earlier one.
    void merge(std::byte* into, const std::byte* from) const;

 private:
    struct Op {
        void (*apply)(std::byte* into, const std::byte* from, std::size_t octets);
        std::uint32_t offset;
        std::uint32_t octets;
    };

    void add_op(const bpf::Member& member);

    std::vector<Op> ops_;                  // sum, bit_or, min, max
    std::vector<Op> firsts_;               // to be copied if `from` is the earlier record
    std::vector<Op> lasts_;                // to be copied if `from` is the later record
    std::optional<std::size_t> first_by_;  // offset of the time that tells the earlier record
    std::optional<std::size_t> last_by_;   // offset of the time that tells the later record
};

}  // namespace exporter
