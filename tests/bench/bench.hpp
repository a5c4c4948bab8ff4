// SPDX-License-Identifier: Apache-2.0
// The benchmarks: one file each, one line each in the table of bench_main.cpp. They print figures and judge nothing by exit
// code: times belong to one machine and one moment.
#pragma once

#include <string>

#include "bpf/result.hpp"
#include "tests/bench/report.hpp"

namespace bench {

struct Options {
    unsigned rounds = 9;                // interleaved rounds of every case
    std::uint32_t repeats = 1'000'000;  // packets a round in test runs
    std::string only;                   // cases whose name contains this; empty: all
    bool quick = false;                 // only what the design sets a target for, and less of it
    unsigned count = 1000;              // reconfigurations
    std::string figure;                 // of the paper, F1 to F5; empty: all
    std::string into = ".";             // folder for the figures' data
    bool clock = true;                  // time from the timer (bpf/clock.h) as at high rates, not from a call for every packet
};

struct Bench {
    const char* name;
    const char* what;
    Result<> (*run)(const Options& options, Report& report);
};

Result<> run_program_bench(const Options& options, Report& report);
Result<> run_live_bench(const Options& options, Report& report);
Result<> run_drain_bench(const Options& options, Report& report);
Result<> run_export_bench(const Options& options, Report& report);
Result<> run_encode_bench(const Options& options, Report& report);
Result<> run_compile_bench(const Options& options, Report& report);
Result<> run_memory_bench(const Options& options, Report& report);
Result<> run_fields_bench(const Options& options, Report& report);
Result<> run_offline_bench(const Options& options, Report& report);
Result<> run_quick_bench(const Options& options, Report& report);
Result<> run_exact_bench(const Options& options, Report& report);
Result<> run_maps_bench(const Options& options, Report& report);
Result<> run_reconfigure_bench(const Options& options, Report& report);
Result<> run_paper_bench(const Options& options, Report& report);

}  // namespace bench
