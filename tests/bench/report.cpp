// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace bench {

Spread spread_of(std::vector<double> values) {
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    return {values.front(), values[values.size() / 2], values.back()};
}

Report::Report(const std::string& json_path) : json_(json_path.empty() ? stdout : std::fopen(json_path.c_str(), "w")) {}

Report::~Report() {
    if (json_ && json_ != stdout) std::fclose(json_);
}

void Report::add(const Row& row, const std::optional<Target>& target) {
    const Spread spread = spread_of(row.rounds);
    nlohmann::ordered_json json = {{"bench", row.bench}, {"case", row.name},        {"fields", row.fields},
                                   {"flows", row.flows}, {"unit", row.unit},        {"rounds", row.rounds.size()},
                                   {"min", spread.min},  {"median", spread.median}, {"max", spread.max}};
    std::string verdict;
    if (target) {
        const bool met = target->more_is_better ? spread.max >= target->bound : spread.min <= target->bound;
        json["target"] = target->bound;
        json["met"] = met;
        verdict = fmt::format("{} {:<8g} {}", target->more_is_better ? ">=" : "<=", target->bound, met ? "met" : "missed");
    }
    fmt::print(json_, "{}\n", json.dump());
    std::fflush(json_);
    if (!has_header_)
        fmt::print(stderr, "{:<8} {:<34} {:>6} {:>8} {:>10} {:>10} {:>10} {:<16} {}\n", "bench", "case", "fields", "flows", "min",
                   "median", "max", "unit", "target");
    has_header_ = true;
    fmt::print(stderr, "{:<8} {:<34} {:>6} {:>8} {:>10.2f} {:>10.2f} {:>10.2f} {:<16} {}\n", row.bench, row.name, row.fields,
               row.flows, spread.min, spread.median, spread.max, row.unit, verdict);
}

}  // namespace bench
