// SPDX-License-Identifier: Apache-2.0
// F5: the 15 fields of the paper in its order, one after the other, as real flow programs.
#include "tests/bench/paper.hpp"
#include "tests/bench/paper_programs.hpp"

namespace bench {

Result<Figure> figure_of_fields(const Options& options) {
    Figure figure("f5_fields", "Throughput by number of fields, one CPU", "first fields of the 15 of NetFlow v9");
    figure.remark("60-octet TCP SYN, 25,000 flows, through a veth pair whose ends are on one CPU: both ends are in the rate");
    auto programs = MeasuredPrograms::make(options.quick);
    if (!programs) return tl::unexpected(programs.error());
    std::vector<ProgramPoint> points;
    for (const probe::Hook hook : kHooks)
        for (const std::size_t count : options.quick
                                           ? std::vector<std::size_t>{1, 5, 9, 15}
                                           : std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
            points.push_back({"flow program",
                              static_cast<double>(count),
                              {.fields = netflow9_fields(count), .features_folder = "", .hook = hook}});
    // Behind the points: a bare drop in XDP and in TC.
    const auto done =
        interleave(options.quick ? 2 : options.rounds, points.size() + kHooks.size(), [&](std::size_t number) -> Result<> {
            if (number < points.size()) return programs->visit(points[number], {.test_run = true}, figure);
            return programs->visit_drop(kHooks[number - points.size()], 0, figure);
        });
    if (!done) return tl::unexpected(done.error());
    return figure;
}

}  // namespace bench
