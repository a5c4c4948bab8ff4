// SPDX-License-Identifier: Apache-2.0
// The longest prefix that matches an address. Made once, then only read: networks become intervals that do not overlap, and a look-up
// is one binary search. A full routing table (1.2 million networks) takes about 80 MB.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "config/network.hpp"

namespace exporter {

class PrefixTable {
 public:
    struct Entry {
        config::Network network;
        std::uint32_t value = 0;
    };
    struct Match {
        std::uint32_t value = 0;
        std::uint8_t length = 0;  // of the prefix, in bits of its family

        friend bool operator==(const Match&, const Match&) = default;
    };

    PrefixTable() = default;
    // Of networks that come twice the last counts.
    explicit PrefixTable(std::vector<Entry> entries);

    [[nodiscard]] std::optional<Match> find(const config::Address& address) const;
    [[nodiscard]] bool empty() const { return intervals_.empty(); }

 private:
    struct Interval {
        config::Address first;  // up to the next one's first
        Match match;
        bool is_known;  // false: a gap
    };

    void begin(const config::Address& first, const Entry* entry);

    std::vector<Interval> intervals_;
};

}  // namespace exporter
