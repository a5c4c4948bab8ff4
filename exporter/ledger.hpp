// SPDX-License-Identifier: Apache-2.0
// What was given to a connection and is not yet known to have been read: how many records end at which octet. The octets themselves are
// elsewhere, or gone.
//
//   read ──────────── acknowledged ─────────────── given
//        most unread:              not acknowledged:
//        unconfirmed if            lost if
//        the end is unclean        the connection ends now
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "exporter/transport.hpp"

namespace exporter {

// Where a message lies in a spool; nowhere without one.
struct Place {
    std::uint64_t segment = 0;  // counted from 1
    std::uint64_t offset = 0;   // octets
    friend auto operator<=>(const Place&, const Place&) = default;
};

// Not synchronised.
class Ledger {
 public:
    // Entries; where there are more, the oldest are thrown together, which makes them confirmed a little later.
    explicit Ledger(std::size_t capacity = 65'536) : capacity_(capacity) {}

    // Of the connection that begins: see Connection::most_unread().
    void begin(std::uint64_t most_unread);

    // A message of so many records ends at this octet of what was given.
    void add(std::uint64_t end, std::uint64_t records, const Place& place = {});

    // Drops what must have been read.
    void acknowledge(std::uint64_t octets);

    // The connection has ended, and these octets were acknowledged, perhaps all read too. Leaves what is uncertain in place.
    struct Uncertain {
        Amount unacknowledged, unconfirmed;
    };
    [[nodiscard]] Uncertain end(std::uint64_t octets, bool all_read);

    void clear() { entries_.clear(); }
    [[nodiscard]] bool is_empty() const { return entries_.empty(); }
    [[nodiscard]] bool is_unacknowledged() const { return !entries_.empty() && entries_.back().end > acknowledged_; }
    // Of the oldest entry; not if empty.
    [[nodiscard]] const Place& oldest() const { return entries_.front().place; }
    // Takes away what lies before this place of a spool.
    [[nodiscard]] Uncertain remove_before(const Place& place);

 private:
    struct Entry {
        std::uint64_t end;
        Amount amount;
        Place place;
    };
    void drop_read(std::uint64_t octets);

    std::size_t capacity_;
    std::uint64_t most_unread_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::deque<Entry> entries_;
};

}  // namespace exporter
