// SPDX-License-Identifier: Apache-2.0
// Computed fields that are made of others (durations of times, averages of sums) or of what the probe knows beside: each becomes a
// member of its own behind those of the flow cache's record, once a flow is over. Encoders and printers then see a record like any other.
#pragma once

#include <cstddef>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/makers.hpp"
#include "exporter/point_changes.hpp"
#include "exporter/record.hpp"

namespace exporter {

// The layouts that records have after completion: those that the cache holds, and behind them a member for every column that
// something makes (find_maker), unless its source is not among the settings `configured` and find_computed() has a value for it. Equal
// to `held` where there is none. Features must outlive the result.
[[nodiscard]] bpf::Layouts completed(const bpf::Layouts& held, const std::vector<std::string>& configured = {});

// For one thread.
class Completion {
 public:
    // `full` is what completed() made of `held` for these sources. All must outlive this. `scale`: sums (role sum) are multiplied by it,
    // and stay at the largest value of their type: what sampling left out is estimated.
    Completion(const bpf::Layout& held, const bpf::Layout& full, Sources& sources, std::uint32_t scale = 1);

    // The record with all its members, at the interfaces that settings tell. It is valid until the next call, and not longer than the one passed in.
    [[nodiscard]] Record operator()(const Record& record);

 private:
    struct Part {
        Maker make;
        std::size_t offset;
    };

    const bpf::Layout& full_;
    PointChanges point_changes_;
    std::size_t held_octets_;
    std::uint32_t scale_;
    std::vector<bpf::Member> sums_;  // to be scaled
    std::vector<Part> parts_;        // both empty: the octets of records stay as they are
    std::vector<std::byte> bytes_;
};

}  // namespace exporter
