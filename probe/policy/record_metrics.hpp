// SPDX-License-Identifier: Apache-2.0
// What policies want to know of single records, summed over the time between two looks. Costs some nanoseconds a record, so it is there
// only while a policy asks for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/held_address.hpp"
#include "probe/policy/top_share.hpp"

namespace probe {

class RecordMetrics {
 public:
    // Of records of these layouts, which must outlive this.
    explicit RecordMetrics(const bpf::Layouts& layouts);

    // A record of the table of this number, as it was drained: what one CPU has seen of a flow (of one direction) in one snapshot.
    void see(std::uint32_t table, const std::byte* record);

    struct Shares {
        std::optional<double> top_source, syn;  // not where the layouts lack what they are made of; 0 where there were no packets
    };
    // Of what was seen since the last call.
    [[nodiscard]] Shares take();

 private:
    struct Table {
        const bpf::Layout* layout;
        exporter::HeldAddress source;
        const bpf::Member *packets, *tcp_flags;
    };

    std::vector<Table> tables_;
    bool knows_sources_ = false, knows_flags_ = false;
    std::uint64_t packets_ = 0, syn_packets_ = 0;
    TopShare sources_;
};

}  // namespace probe
