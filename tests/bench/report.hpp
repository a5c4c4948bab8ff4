// SPDX-License-Identifier: Apache-2.0
// What a benchmark says: one row a case, as JSON lines and as a table for people.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace bench {

struct Row {
    std::string bench, name;
    std::size_t fields = 0;   // 0: does not matter
    std::uint64_t flows = 0;  // 0: does not matter
    std::string unit;
    std::vector<double> rounds;  // one value a round, in `unit`
};

struct Spread {
    double min = 0, median = 0, max = 0;
};
[[nodiscard]] Spread spread_of(std::vector<double> values);

// A bound that the best round is held against: the smallest value, or the largest where more is better.
struct Target {
    double bound = 0;
    bool more_is_better = false;
};

class Report {
 public:
    // JSON lines go to this file, or to standard output if the path is empty; the table goes to standard error.
    explicit Report(const std::string& json_path);
    Report(const Report&) = delete;
    Report& operator=(const Report&) = delete;
    ~Report();

    [[nodiscard]] bool is_open() const { return json_ != nullptr; }
    void add(const Row& row, const std::optional<Target>& target = std::nullopt);

 private:
    std::FILE* json_;
    bool has_header_ = false;
};

}  // namespace bench
