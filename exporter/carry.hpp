// SPDX-License-Identifier: Apache-2.0
// How records of one layout become records of another one that has the same key: what both have is kept, what only the old one has is
// left out, and what only the new one has is taken from the flow's next record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bpf/layout.hpp"

namespace exporter {

class Carry {
 public:
    // Nothing: the keys differ, so that flows of the one are not flows of the other. Keeps nothing of the layouts.
    static std::optional<Carry> make(const bpf::Layout& from, const bpf::Layout& to);

    // Writes key and value octets of the new layout. Members that only the new layout has are 0, but for times of start and end, which
    // are known of every flow.
    void convert(const std::byte* from, std::uint64_t start_ns, std::uint64_t end_ns, std::byte* to) const;

    // Whether such members are missing in what was converted.
    [[nodiscard]] bool is_incomplete() const { return !missing_.empty(); }
    // The first record that joins such a flow: its values of them are the flow's.
    void complete(std::byte* carried, const std::byte* next) const;

    // Whether both layouts are the same, so that nothing is converted at all.
    [[nodiscard]] bool is_identity() const { return is_identity_; }

    [[nodiscard]] std::size_t octets() const { return octets_; }  // of a record of the new layout, without padding

 private:
    struct Part {
        std::size_t from, to, octets;
    };

    std::vector<Part> parts_;
    std::vector<Part> missing_;  // `to` alone
    std::optional<std::size_t> start_, end_;
    std::size_t mark_ = 0, octets_ = 0;
    bool is_identity_ = false;
};

}  // namespace exporter
