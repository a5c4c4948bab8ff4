// SPDX-License-Identifier: Apache-2.0
// Interfaces and direction of a flow as the user's settings tell them from its addresses, in place of where its packets were seen:
// if_networks, local_traffic_direction, route_lookup.
#pragma once

#include <optional>

#include "bpf/layout.hpp"
#include "exporter/held_address.hpp"
#include "exporter/record.hpp"
#include "exporter/sources.hpp"

namespace exporter {

class PointChanges {
 public:
    // For records of this layout. Sources must outlive this. What the layout does not hold changes nothing.
    PointChanges(const bpf::Layout& held, Sources& sources);

    [[nodiscard]] bool are_none() const { return are_none_; }
    [[nodiscard]] Point operator()(const Record& record) const;

 private:
    [[nodiscard]] std::optional<std::uint32_t> ruled(const Record& record, const HeldAddress& address,
                                                     std::optional<std::size_t> mac) const;

    Sources& sources_;
    HeldAddress source_, destination_;
    std::optional<std::size_t> source_mac_, destination_mac_;  // offsets
    bool has_rules_, has_direction_, are_none_;
};

}  // namespace exporter
