// SPDX-License-Identifier: Apache-2.0
#include "exporter/prefix_table.hpp"

#include <algorithm>
#include <tuple>

namespace exporter {
namespace {

using config::Address;

// The address behind the last of a network; nothing behind the last of its family. In IPv4, which has the upper bits alone, the
// lower ones of a last address are all set, too.
std::optional<Address> behind(const config::Network& network) {
    Address next = config::last_of(network);
    if (++next.low == 0 && ++next.high == 0) return std::nullopt;
    return next;
}

}  // namespace

// Networks contain each other or have nothing in common: those that contain the present one lie on a stack, the innermost on top.
PrefixTable::PrefixTable(std::vector<Entry> entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.network.address, a.network.length) < std::tie(b.network.address, b.network.length);
    });
    std::vector<const Entry*> open;
    const auto close = [&] {
        const auto next = behind(open.back()->network);
        const bool is_ipv6 = open.back()->network.address.is_ipv6;
        open.pop_back();
        if (next)
            begin(*next, open.empty() ? nullptr : open.back());
        else if (!is_ipv6)
            begin({true, 0, 0}, nullptr);
    };
    for (const Entry& entry : entries) {
        while (!open.empty() && config::last_of(open.back()->network) < entry.network.address) close();
        begin(entry.network.address, &entry);
        open.push_back(&entry);
    }
    while (!open.empty()) close();
    intervals_.shrink_to_fit();
}

void PrefixTable::begin(const Address& first, const Entry* entry) {
    const Interval interval = entry ? Interval{first, {entry->value, entry->network.length}, true} : Interval{first, {}, false};
    if (!intervals_.empty() && intervals_.back().first == first)
        intervals_.back() = interval;
    else
        intervals_.push_back(interval);
}

std::optional<PrefixTable::Match> PrefixTable::find(const Address& address) const {
    auto after = std::upper_bound(intervals_.begin(), intervals_.end(), address,
                                  [](const Address& wanted, const Interval& interval) { return wanted < interval.first; });
    if (after == intervals_.begin()) return std::nullopt;
    const Interval& interval = *--after;
    if (!interval.is_known) return std::nullopt;
    return interval.match;
}

}  // namespace exporter
