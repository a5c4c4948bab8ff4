// SPDX-License-Identifier: Apache-2.0
// Computed fields that are made of others (durations of times, averages of sums, counters of the other direction) or
// of what the probe knows beside: each becomes a
// member of its own behind those of the flow cache's record, once a flow is over. Encoders and printers then see a record like any other.
//
// Where both directions of a flow are joined, a field that another one shows for the other direction (IN_PKTS: OUT_PKTS) is that of the
// forward direction. What has no such counterpart tells of the whole flow: sums are added, the earlier start and the later end taken,
// as the role says; what is of the first or last packet stays that of the forward direction.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/makers.hpp"
#include "exporter/merge.hpp"
#include "exporter/point_changes.hpp"
#include "exporter/record.hpp"

namespace exporter {

// What becomes of flows with two directions.
enum class Directions : std::uint8_t {
    joined,  // one record
    split,   // one for each; fields of the other direction (reverse_of) are left out
};

// The layouts that records have after completion: those that the cache holds, and behind them a member for every column that
// something makes (maker_for), unless its source is not among the settings `configured` and find_computed() has a value for it. Equal
// to `held` where there is none. Features must outlive the result.
[[nodiscard]] bpf::Layouts completed(const bpf::Layouts& held, const std::vector<std::string>& configured = {},
                                     Directions directions = Directions::joined);

// For one thread.
class Completion {
 public:
    // `full` is what completed() made of `held` for these sources. All must outlive this. `scale`: sums (role sum) are multiplied by it,
    // and stay at the largest value of their type: what sampling left out is estimated.
    Completion(const bpf::Layout& held, const bpf::Layout& full, Sources& sources, std::uint32_t scale = 1,
               Directions directions = Directions::joined);

    // The record with all its members, at the interfaces that settings tell. It is valid until the next call, and not longer than the
    // one passed in. Split: the record of the direction that `bytes` are of, without a reverse one.
    [[nodiscard]] Record operator()(const Record& record);

 private:
    [[nodiscard]] const std::byte* scaled(const std::byte* bytes, std::vector<std::byte>& copy) const;

    struct Part {
        Maker make;
        std::size_t offset;
        bool is_of_both;  // directions, split or not
    };

    const bpf::Layout& full_;
    PointChanges point_changes_;
    const bool splits_;
    std::size_t held_octets_;
    std::uint32_t scale_;
    std::vector<bpf::Member> sums_;   // to be scaled
    std::vector<Part> parts_;         // made
    std::optional<Merger> joined_;    // what tells of both directions; none: records have one
    std::vector<std::byte> reverse_;  // scaled
    std::vector<std::byte> bytes_;
};

}  // namespace exporter
