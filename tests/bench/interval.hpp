// SPDX-License-Identifier: Apache-2.0
// What rounds tell of a figure: their median, and where the true one lies. No distribution is assumed, only that rounds do not
// depend on each other; times on a shared machine have long tails, which means and standard deviations do not survive.
#pragma once

#include <vector>

namespace bench {

struct Interval {
    double median = 0;
    double low = 0, high = 0;  // values that were measured
    double confidence = 0;     // that the true median is not outside of them: 0 to 1
};

// By order statistics: the number of values below the true median is binomial, so that the k-th smallest and the k-th largest value
// enclose it with a confidence that is known exactly. The narrowest pair with at least 95 % is taken; of fewer than six values none
// has it, and the smallest and the largest come with the confidence that they have. No values: all zero.
[[nodiscard]] Interval median_interval(std::vector<double> values);

// Value by value: what was measured in the same round belongs together. The shorter one decides how many there are.
[[nodiscard]] std::vector<double> ratios(const std::vector<double>& of, const std::vector<double>& to);

}  // namespace bench
