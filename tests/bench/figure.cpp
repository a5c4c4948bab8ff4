// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/figure.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <numeric>
#include <random>

namespace bench {

namespace {

std::string cpu_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(std::min(line.find(": ") + 2, line.size()));
    return "unknown";
}

nlohmann::ordered_json machine() {
    utsname system{};
    ::uname(&system);
    const std::time_t now = std::time(nullptr);
    char day[16] = "";
    tm utc{};
    if (::gmtime_r(&now, &utc)) std::strftime(day, sizeof day, "%Y-%m-%d", &utc);
    return {{"cpu", cpu_name()}, {"cpus", ::sysconf(_SC_NPROCESSORS_ONLN)}, {"kernel", system.release}, {"day", day}};
}

bool is_same(const Point& a, const Point& b) { return a.panel == b.panel && a.series == b.series && a.x == b.x; }

}  // namespace

void Figure::add(const Point& point, double value) {
    auto known = std::find_if(points_.begin(), points_.end(), [&](const Point& other) { return is_same(point, other); });
    if (known == points_.end()) {
        points_.push_back(point);
        known = points_.end() - 1;
    }
    known->rounds.push_back(value);
}

const std::vector<double>& Figure::rounds(const std::string& panel, const std::string& series, double x) const {
    static const std::vector<double> kNone;
    for (const Point& point : points_)
        if (is_same(point, {panel, series, x, ""})) return point.rounds;
    return kNone;
}

std::string Figure::json() const {
    nlohmann::ordered_json all = {{"figure", name_},
                                  {"title", title_},
                                  {"x", x_label_},
                                  {"machine", machine()},
                                  {"interval", "of the median, by order statistics over the rounds"},
                                  {"remarks", remarks_},
                                  {"verdicts", nlohmann::ordered_json::array()},
                                  {"points", nlohmann::ordered_json::array()}};
    for (const Verdict& verdict : verdicts_)
        all["verdicts"].push_back({{"target", verdict.target}, {"figure", verdict.figure}, {"met", verdict.met}});
    for (const Point& point : points_) {
        const Interval interval = median_interval(point.rounds);
        all["points"].push_back({{"panel", point.panel},
                                 {"series", point.series},
                                 {"x", point.x},
                                 {"unit", point.unit},
                                 {"median", interval.median},
                                 {"low", interval.low},
                                 {"high", interval.high},
                                 {"confidence", interval.confidence},
                                 {"rounds", point.rounds}});
    }
    return all.dump(1) + "\n";
}

Result<> Figure::write(const std::string& folder) const {
    std::vector<const Point*> sorted;
    for (const Point& point : points_) sorted.push_back(&point);
    std::stable_sort(sorted.begin(), sorted.end(), [](const Point* a, const Point* b) {
        return std::tie(a->panel, a->series, a->x) < std::tie(b->panel, b->series, b->x);
    });
    fmt::print(stderr, "\n{}: {}\n", name_, title_);
    for (const Point* point : sorted) {
        const Interval interval = median_interval(point->rounds);
        fmt::print(stderr, "  {:<26} {:<34} {:>9g} {:>12.4g} [{:.4g}, {:.4g}] {}\n", point->panel, point->series, point->x,
                   interval.median, interval.low, interval.high, point->unit);
    }
    for (const Verdict& verdict : verdicts_)
        fmt::print(stderr, "  {}: {}; {}\n", verdict.met ? "met" : "MISSED", verdict.target, verdict.figure);
    std::ofstream file(fmt::format("{}/{}.json", folder, name_));
    file << json() << std::flush;
    return file ? Result<>() : fail(fmt::format("{}/{}.json cannot be written", folder, name_));
}

Result<> interleave(unsigned rounds, std::size_t points, const std::function<Result<>(std::size_t point)>& visit) {
    std::vector<std::size_t> order(points);
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 random(1);
    for (unsigned round = 0; round < rounds; round++) {
        std::shuffle(order.begin(), order.end(), random);
        for (const std::size_t point : order)
            if (auto done = visit(point); !done) return done;
    }
    return {};
}

}  // namespace bench
