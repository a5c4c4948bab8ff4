// SPDX-License-Identifier: Apache-2.0
// The figures of the research that this project comes from, measured again with this project's programs: README.md says how to read
// them. One file each, paper_*.cpp.
#pragma once

#include "bpf/result.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figure.hpp"

namespace bench {

inline constexpr std::uint64_t kPaperFlows = 25'000;

// Each returns a figure with data and verdicts, or what made measuring impossible.
Result<Figure> figure_of_compile(const Options& options);    // F1
Result<Figure> figure_of_retrieval(const Options& options);  // F2
Result<Figure> figure_of_clearing(const Options& options);   // F3
Result<Figure> figure_of_features(const Options& options);   // F4
Result<Figure> figure_of_fields(const Options& options);     // F5

// "-12.3 % [-14.1, -11]": the median of these shares (1 = 100 %) and its interval.
[[nodiscard]] std::string percent(const std::vector<double>& shares);
// "27.1 times [25.9, 28]".
[[nodiscard]] std::string times(const std::vector<double>& ratios);

}  // namespace bench
