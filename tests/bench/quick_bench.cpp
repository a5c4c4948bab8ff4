// SPDX-License-Identifier: Apache-2.0
// Every figure that the design sets a target for, in less than 90 seconds.
#include "tests/bench/bench.hpp"

namespace bench {

Result<> run_quick_bench(const Options& options, Report& report) {
    Options shorter = options;
    shorter.quick = true;
    shorter.rounds = 7;
    for (const auto run :
         {run_program_bench, run_live_bench, run_drain_bench, run_export_bench, run_compile_bench, run_offline_bench})
        if (auto done = run(shorter, report); !done) return done;
    return {};
}

}  // namespace bench
