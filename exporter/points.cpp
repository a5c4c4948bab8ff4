// SPDX-License-Identifier: Apache-2.0
#include "exporter/points.hpp"

namespace exporter {

std::optional<std::uint16_t> Points::take(const Point& point) {
    const Point asked{parts_.input ? point.input : 0, parts_.output ? point.output : 0,
                      static_cast<std::uint8_t>(parts_.direction ? point.direction : 0)};
    auto known = numbers_.find(asked);
    if (known == numbers_.end()) {
        const auto number = free_number();
        if (!number) return std::nullopt;
        places_[*number] = {asked, 0};
        known = numbers_.emplace(asked, *number).first;
    }
    places_[known->second].holders++;
    return known->second;
}

std::optional<std::uint16_t> Points::free_number() {
    if (places_.size() < kMost) {
        places_.emplace_back();
        return static_cast<std::uint16_t>(places_.size() - 1);
    }
    while (!given_back_.empty()) {
        const std::uint16_t number = given_back_.front();
        given_back_.pop_front();
        if (places_[number].holders > 0) continue;
        numbers_.erase(places_[number].point);
        return number;
    }
    return std::nullopt;
}

void Points::give_back(std::uint16_t number) {
    if (--places_[number].holders == 0) given_back_.push_back(number);
}

}  // namespace exporter
