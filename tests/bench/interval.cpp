// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/interval.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace bench {

namespace {

constexpr double kWanted = 0.95;

}  // namespace

Interval median_interval(std::vector<double> values) {
    const std::size_t count = values.size();
    if (count == 0) return {};
    std::sort(values.begin(), values.end());
    const double median = (values[(count - 1) / 2] + values[count / 2]) / 2;
    // Below the k-th smallest value lie k - 1: outside is the chance of at most k - 1 of `count` coins, at either end.
    double chance = std::pow(0.5, static_cast<double>(count)), outside = 2 * chance;
    std::size_t k = 1;
    for (; 2 * (k + 1) <= count; k++) {
        chance *= static_cast<double>(count - k + 1) / static_cast<double>(k);
        if (1 - (outside + 2 * chance) < kWanted) break;
        outside += 2 * chance;
    }
    return {median, values[k - 1], values[count - k], std::max(1 - outside, 0.0)};
}

std::vector<double> ratios(const std::vector<double>& of, const std::vector<double>& to) {
    std::vector<double> result;
    for (std::size_t i = 0; i < std::min(of.size(), to.size()); i++) result.push_back(of[i] / to[i]);
    return result;
}

}  // namespace bench
