// SPDX-License-Identifier: Apache-2.0
// The control path of a snapshot: the wait until nobody writes the old half any more, and the scan that reads and clears it.
#include <fmt/format.h>

#include <chrono>

#include "probe/load/drain.hpp"
#include "probe/load/grace.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr double kDrainTarget = 100;  // M slots/s

double ms_since(Clock::time_point begin) { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count(); }

std::size_t slots_of(const probe::ProgramMemory& memory) {
    std::size_t slots = 0;
    for (std::size_t i = 0; i < memory.tables.size(); i++) slots += memory.tables[i].areas * memory.tables[i].slots;
    return slots;
}

// Records are read as an exporter would, a word of each cache line.
Result<> measure_scan(std::uint64_t flows, const Options& options, Report& report) {
    auto program = FlowProgram::make({netflow9_fields(), {Family::ipv4, flows, Order::random}, "", options.clock});
    if (!program) return tl::unexpected(program.error());
    probe::ProgramMemory& memory = (*program)->kernel().memory();
    Row row{"drain", "scan of both tables, all CPUs", 15, flows, "M slots/s", {}};
    std::uint64_t sum = 0;
    for (unsigned round = 0; round <= options.rounds; round++) {
        if (const auto filled = (*program)->prepare(); !filled) return filled;
        const auto begin = Clock::now();
        sum += probe::drain(memory, 0,
                            [&](std::uint32_t, const std::byte* record) { sum += std::to_integer<unsigned>(record[40]); });
        // The first scan finds the pages not mapped yet.
        if (round > 0) row.rounds.push_back(static_cast<double>(slots_of(memory)) / 1000 / ms_since(begin));
    }
    if (sum == 0) return fail("the tables were empty");
    report.add(row, Target{kDrainTarget, true});
    return {};
}

Result<> measure_grace(const Options& options, Report& report) {
    const auto grace = probe::Grace::make();
    if (!grace) return tl::unexpected(grace.error());
    Row row{"drain", "grace period of a swap", 0, 0, "ms", {}};
    for (unsigned round = 0; round < 5 * options.rounds; round++) {
        const auto begin = Clock::now();
        if (const auto waited = grace->wait(); !waited) return tl::unexpected(waited.error());
        row.rounds.push_back(ms_since(begin));
    }
    report.add(row);
    return {};
}

}  // namespace

Result<> run_drain_bench(const Options& options, Report& report) {
    if (auto done = measure_scan(25'000, options, report); !done) return done;
    if (!options.quick)
        if (auto done = measure_scan(1'000'000, options, report); !done) return done;
    return measure_grace(options, report);
}

}  // namespace bench
