// SPDX-License-Identifier: Apache-2.0
#include "exporter/ledger.hpp"

namespace exporter {
namespace {

void add_to(Amount& sum, const Amount& more) {
    sum.messages += more.messages;
    sum.records += more.records;
}

}  // namespace

void Ledger::begin(std::uint64_t most_unread) {
    entries_.clear();
    acknowledged_ = 0;
    most_unread_ = most_unread;
}

void Ledger::add(std::uint64_t end, std::uint64_t records, const Place& place) {
    entries_.push_back({end, {1, records}, place});
    if (entries_.size() <= capacity_) return;
    const Entry oldest = entries_.front();
    entries_.pop_front();
    add_to(entries_.front().amount, oldest.amount);
    entries_.front().place = oldest.place;
}

void Ledger::drop_read(std::uint64_t octets) {
    while (!entries_.empty() && entries_.front().end <= octets) entries_.pop_front();
}

void Ledger::acknowledge(std::uint64_t octets) {
    acknowledged_ = std::max(acknowledged_, octets);
    if (acknowledged_ > most_unread_ || most_unread_ == 0) drop_read(acknowledged_ - most_unread_);
}

Ledger::Uncertain Ledger::end(std::uint64_t octets, bool all_read) {
    acknowledge(octets);
    if (all_read) drop_read(acknowledged_);
    Uncertain uncertain;
    for (const Entry& entry : entries_)
        add_to(entry.end > acknowledged_ ? uncertain.unacknowledged : uncertain.unconfirmed, entry.amount);
    return uncertain;
}

Ledger::Uncertain Ledger::remove_before(const Place& place) {
    Uncertain removed;
    while (!entries_.empty() && entries_.front().place < place) {
        const Entry& entry = entries_.front();
        add_to(entry.end > acknowledged_ ? removed.unacknowledged : removed.unconfirmed, entry.amount);
        entries_.pop_front();
    }
    return removed;
}

}  // namespace exporter
