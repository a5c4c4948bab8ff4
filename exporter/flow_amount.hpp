// SPDX-License-Identifier: Apache-2.0
// Packets and octets of flows on their way to a collector: what is lost with a message is to be known in these, too.
#pragma once

#include <cstdint>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/record.hpp"

namespace exporter {

struct FlowAmount {
    std::uint64_t packets = 0, octets = 0;
    FlowAmount& operator+=(const FlowAmount& more) {
        packets += more.packets;
        octets += more.octets;
        return *this;
    }
};

// Reads both from records, of both directions if they are joined; 0 where IN_PKTS or IN_BYTES are not held. Remembers layouts by their address.
class FlowAmounts {
 public:
    [[nodiscard]] FlowAmount of(const Record& record) {
        if (last_ >= places_.size() || places_[last_].layout != record.layout) find(record.layout);
        const Places& at = places_[last_];
        return {sum(at.packets, record), sum(at.octets, record)};
    }
    // Layouts may be gone.
    void forget() { places_.clear(); }

 private:
    struct Places {
        const bpf::Layout* layout;
        std::ptrdiff_t packets, octets;  // offsets; -1: none
    };

    static std::uint64_t sum(std::ptrdiff_t offset, const Record& record) {
        if (offset < 0) return 0;
        const auto forward = load<std::uint64_t>(record.bytes + offset);
        return record.reverse == nullptr ? forward : forward + load<std::uint64_t>(record.reverse + offset);
    }
    void find(const bpf::Layout* layout) {
        for (last_ = 0; last_ < places_.size(); ++last_)
            if (places_[last_].layout == layout) return;
        places_.push_back({layout, place(*layout, "IN_PKTS"), place(*layout, "IN_BYTES")});
    }
    static std::ptrdiff_t place(const bpf::Layout& layout, const char* name) {
        const bpf::Member* member = layout.find(name);
        const bool is_counter = member != nullptr && member->feature->type == bpf::Type::u64;
        return is_counter ? static_cast<std::ptrdiff_t>(member->offset) : -1;
    }

    std::vector<Places> places_;
    std::size_t last_ = 0;
};

}  // namespace exporter
