// SPDX-License-Identifier: Apache-2.0
// xdpflow_bench: what the probe costs. Needs root, and for `live` network namespaces of its own, which it makes.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>

#include <array>
#include <string_view>

#include "tests/bench/bench.hpp"

namespace {

constexpr std::array kBenches = {
    bench::Bench{"quick", "every target of the design in less than 90 seconds", bench::run_quick_bench},
    bench::Bench{"program", "ns per packet over a bare drop, in test runs", bench::run_program_bench},
    bench::Bench{"live", "Mpps and ns per frame through a veth pair, against a bare drop", bench::run_live_bench},
    bench::Bench{"drain", "records per second of the scan; time of a swap", bench::run_drain_bench},
    bench::Bench{"export", "ns for each exported record, from the table to the collector's socket", bench::run_export_bench},
    bench::Bench{"encode", "ns to encode a record, in each protocol", bench::run_encode_bench},
    bench::Bench{"compile", "ms to compile and to load; sizes of the programs", bench::run_compile_bench},
    bench::Bench{"memory", "octets per flow and per table", bench::run_memory_bench},
    bench::Bench{"fields", "ns, instructions and octets of every field, alone and on top of the 5-tuple",
                 bench::run_fields_bench},
    bench::Bench{"offline", "packets per CPU second of `xdpflow read`", bench::run_offline_bench},
    bench::Bench{"exact", "100 M frames on two CPUs: not one packet or octet wrong", bench::run_exact_bench},
    bench::Bench{"maps", "reading and clearing maps of monitors, by entries and by way", bench::run_maps_bench},
    bench::Bench{"reconfigure",
                 "fields change again and again under full load: not one packet or octet wrong, and how long it takes",
                 bench::run_reconfigure_bench},
    bench::Bench{"paper", "the figures of the research papers again, with data for plots", bench::run_paper_bench},
};

void pin_to(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpu), &set);
    if (::sched_setaffinity(0, sizeof set, &set) != 0)
        fmt::print(stderr, "cannot run on CPU {} alone; figures will scatter\n", cpu);
}

int run(const bench::Bench& chosen, const bench::Options& options, const std::string& json, int cpu) {
    pin_to(cpu);
    ::setpriority(PRIO_PROCESS, 0, -20);  // refused without root, which the measurements will complain about themselves
    bench::Report report(json);
    if (!report.is_open()) {
        fmt::print(stderr, "{}: cannot be written\n", json);
        return 1;
    }
    const auto done = chosen.run(options, report);
    if (!done) fmt::print(stderr, "{}: {}\n", chosen.name, done.error().text());
    return done ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
    CLI::App app("Measures xdpflow on this machine");
    std::array<bench::Options, kBenches.size()> all;
    std::string json;
    int cpu = 0, code = 0;
    app.require_subcommand(1);
    for (std::size_t i = 0; i < kBenches.size(); i++) {
        const bench::Bench& chosen = kBenches[i];
        bench::Options& options = all[i];
        const bool is_paper = std::string_view(chosen.name) == "paper";
        if (is_paper) options.rounds = 7;
        CLI::App* command = app.add_subcommand(chosen.name, chosen.what);
        command->add_option("--json", json, "Write the JSON lines to this file, not to standard output");
        command->add_option("--rounds", options.rounds, "Interleaved rounds of every case")->capture_default_str();
        command->add_option("--repeats", options.repeats, "Packets a round in test runs")->capture_default_str();
        command->add_option("--only", options.only, "Only cases whose name contains this");
        command->add_option("--clock", options.clock, "1: time from the timer, 0: from a call for every packet")
            ->capture_default_str();
        command->add_option("--count", options.count, "Reconfigurations")->capture_default_str();
        if (is_paper) {
            command->add_option("--figure", options.figure, "Only this one: F1 to F5");
            command->add_option("--into", options.into, "Folder for the data")
                ->capture_default_str()
                ->check(CLI::ExistingDirectory);
            command->add_flag("--quick", options.quick, "Few points and two rounds: to try it out");
        }
        command->add_option("--cpu", cpu, "CPU to run on")->capture_default_str();
        command->callback([&code, &json, &cpu, &options, chosen] { code = run(chosen, options, json, cpu); });
    }
    CLI11_PARSE(app, count, words);
    return code;
}
