// SPDX-License-Identifier: Apache-2.0
// F4: 1 to 100 wanted features of 100, as three kinds of probe have them. A feature is a counter of 64 bits in every flow's record.
#include <fmt/format.h>

#include "tests/bench/paper.hpp"
#include "tests/bench/paper_programs.hpp"

namespace bench {

namespace {

constexpr std::size_t kAll = 100;
constexpr const char* kNonAdaptive = "non-adaptive";
constexpr const char* kAdaptive = "adaptive";
constexpr const char* kFullyAdaptive = "fully adaptive";

// 65,536 records a CPU, generation and IP version, of which 25,000 flows take three eighths.
constexpr probe::TableSize kTable{15, 16'384};

struct Kinds {
    CounterFields plain;    // for the fully adaptive and the non-adaptive kind
    CounterFields flagged;  // for the adaptive one
};

std::vector<ProgramPoint> points_of(const Kinds& kinds, const std::vector<std::size_t>& counts) {
    std::vector<ProgramPoint> points;
    const auto add = [&](const char* kind, std::size_t wanted, std::size_t held, probe::Hook hook) {
        const bool is_adaptive = kind == kAdaptive;
        const CounterFields& counters = is_adaptive ? kinds.flagged : kinds.plain;
        ProgramRequest request{.fields = {"IPV4_SRC_ADDR", "IPV4_DST_ADDR", "PROTOCOL", "L4_SRC_PORT", "L4_DST_PORT"},
                               .features_folder = counters.folder(),
                               .hook = hook,
                               .table = kTable};
        const auto first = counters.names().begin();
        request.fields.insert(request.fields.end(), first, first + static_cast<std::ptrdiff_t>(held));
        if (is_adaptive) request.flags_set = wanted;
        points.push_back({kind, static_cast<double>(wanted), request});
    };
    for (const probe::Hook hook : kHooks)
        for (const std::size_t count : counts) {
            add(kNonAdaptive, count, kAll, hook);
            add(kAdaptive, count, kAll, hook);
            add(kFullyAdaptive, count, count, hook);
        }
    return points;
}

// What the fully adaptive kind has more of than another one: rates, or less of a cost. Round by round.
std::vector<double> gain_over(const char* other, const std::string& panel, bool more_is_better, std::size_t count,
                              const Figure& figure) {
    const auto x = static_cast<double>(count);
    const auto& mine = figure.rounds(panel, kFullyAdaptive, x);
    const auto& theirs = figure.rounds(panel, other, x);
    return more_is_better ? ratios(mine, theirs) : ratios(theirs, mine);
}

// Where everything is wanted, the non-adaptive kind is the very same program, which nothing can be ahead of.
bool is_same_program(const char* other, std::size_t count) { return other == kNonAdaptive && count == kAll; }

// Throughput is measured, hence the same program is not quite the same figure; memory is counted.
bool is_no_worse(const Interval& gain, bool more_is_better) {
    return more_is_better ? gain.high >= 1 : gain.low == 1 && gain.high == 1;
}

std::string target_of(const std::string& panel, const char* other, bool more_is_better) {
    const std::string ahead = fmt::format("{}: fully adaptive ahead of {} at every number of features", panel, other);
    if (other != kNonAdaptive) return ahead;
    return ahead + fmt::format(" below all {0}, {1} at {0}, where it is the same program", kAll,
                               more_is_better ? "and not behind" : "and equal");
}

void judge(const std::string& panel, const char* other, bool more_is_better, const std::vector<std::size_t>& counts,
           Figure& figure) {
    std::string figures, missed;
    for (const std::size_t count : counts) {
        const std::vector<double> gain = gain_over(other, panel, more_is_better, count, figure);
        figures += fmt::format("{}{}: {}", figures.empty() ? "" : "; ", count, times(gain));
        const Interval interval = median_interval(gain);
        if (is_same_program(other, count) ? is_no_worse(interval, more_is_better) : interval.low > 1) continue;
        missed += fmt::format("{}{} ({})", missed.empty() ? "; not so at " : ", ", count,
                              interval.high < 1 ? "behind" : "no difference to be seen");
    }
    figure.judge({target_of(panel, other, more_is_better), figures + missed, missed.empty()});
}

}  // namespace

Result<Figure> figure_of_features(const Options& options) {
    Figure figure("f4_features", "Throughput and memory by number of features, one CPU", "features wanted of 100");
    figure.remark(
        "records by 5-tuple; 60-octet TCP SYN, 25,000 flows, through a veth pair whose ends are on one CPU: both ends are in the rate");
    figure.remark(
        "non-adaptive: all 100 are always counted; adaptive: all 100 are there, each asks its flag for every packet; fully adaptive: "
        "only the wanted ones are in program and record");
    const std::vector<std::size_t> counts =
        options.quick ? std::vector<std::size_t>{1, 50} : std::vector<std::size_t>{1, 10, 25, 50, 75, 100};
    auto plain = CounterFields::make(kAll), flagged = CounterFields::make(kAll, true);
    if (!plain || !flagged) return tl::unexpected((plain ? flagged : plain).error());
    const Kinds kinds{std::move(*plain), std::move(*flagged)};
    auto programs = MeasuredPrograms::make(options.quick);
    if (!programs) return tl::unexpected(programs.error());
    const std::vector<ProgramPoint> points = points_of(kinds, counts);
    const auto done = interleave(options.quick ? 2 : options.rounds, points.size(),
                                 [&](std::size_t number) { return programs->visit(points[number], {.memory = true}, figure); });
    if (!done) return tl::unexpected(done.error());
    for (const probe::Hook hook : kHooks)
        for (const char* other : {kNonAdaptive, kAdaptive}) {
            const std::string name = name_of(hook);
            judge(name, other, true, counts, figure);
            judge("memory, " + name, other, false, counts, figure);
        }
    return figure;
}

}  // namespace bench
