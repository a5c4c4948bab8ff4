// SPDX-License-Identifier: Apache-2.0
#include "probe/policy/top_share.hpp"

#include <algorithm>
#include <random>

#include "exporter/flow_hash.hpp"

namespace probe {

std::size_t TopShare::Hash::operator()(const config::Address& address) const {
    return exporter::mixed(address.high ^ exporter::mixed(address.low ^ seed ^ (address.is_ipv6 ? 1 : 0)));
}

TopShare::TopShare() : counters_(0, Hash{std::uint64_t{std::random_device{}()} << 32 | std::random_device{}()}) {}

void TopShare::add(const config::Address& address, std::uint64_t packets) {
    const auto found = counters_.find(address);
    if (found != counters_.end()) {
        found.value() += packets;
        return;
    }
    if (counters_.size() >= kMost) make_room();
    counters_.emplace(address, packets);
}

void TopShare::make_room() {
    sorted_.clear();
    for (const auto& [address, packets] : counters_) sorted_.push_back(packets);
    const auto middle = sorted_.begin() + static_cast<std::ptrdiff_t>(sorted_.size() / 2);
    std::nth_element(sorted_.begin(), middle, sorted_.end());
    for (auto counter = counters_.begin(); counter != counters_.end();) {
        if (counter->second <= *middle) {
            counter = counters_.erase(counter);
        } else {
            counter.value() -= *middle;
            ++counter;
        }
    }
}

std::uint64_t TopShare::top() const {
    std::uint64_t most = 0;
    for (const auto& [address, packets] : counters_) most = std::max(most, packets);
    return most;
}

}  // namespace probe
