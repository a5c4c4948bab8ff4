// SPDX-License-Identifier: Apache-2.0
// `xdpflow_bench paper`: runs the figures that were chosen and writes one JSON file each. packaging/dev/plot_figures.py draws them.
#include <fmt/format.h>

#include <array>

#include "tests/bench/paper.hpp"

namespace bench {

namespace {

struct Entry {
    const char* name;
    Result<Figure> (*measure)(const Options& options);
};

constexpr std::array kFigures = {Entry{"F1", figure_of_compile}, Entry{"F2", figure_of_retrieval},
                                 Entry{"F3", figure_of_clearing}, Entry{"F4", figure_of_features}, Entry{"F5", figure_of_fields}};

std::string with_interval(std::vector<double> values, const char* unit, const char* format) {
    const Interval interval = median_interval(std::move(values));
    return fmt::format(fmt::runtime(format), interval.median, unit, interval.low, interval.high);
}

}  // namespace

std::string percent(const std::vector<double>& shares) {
    std::vector<double> values;
    for (const double share : shares) values.push_back(100 * share);
    return with_interval(std::move(values), "%", "{0:.3g} {1} [{2:.3g}, {3:.3g}]");
}

std::string times(const std::vector<double>& ratios) { return with_interval(ratios, "times", "{0:.3g} {1} [{2:.3g}, {3:.3g}]"); }

Result<> run_paper_bench(const Options& options, Report& /*report*/) {
    bool any = false;
    for (const Entry& entry : kFigures) {
        if (!options.figure.empty() && options.figure != entry.name) continue;
        any = true;
        const auto figure = entry.measure(options);
        if (!figure) return fail(fmt::format("{}: {}", entry.name, figure.error().message));
        if (auto written = figure->write(options.into); !written) return written;
    }
    return any ? Result<>() : fail(fmt::format("there is no figure {}: F1 to F5", options.figure));
}

}  // namespace bench
