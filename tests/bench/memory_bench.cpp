// SPDX-License-Identifier: Apache-2.0
// What a flow takes in the tables, by set of fields, and what the tables take: arithmetic, but for the last row.
#include <fmt/format.h>

#include "tests/bench/bench.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

namespace {

const char* word_of(bpf::Family family) {
    return family == bpf::Family::ipv4 ? "IPv4" : family == bpf::Family::ipv6 ? "IPv6" : "both families";
}

Result<> report_set(const std::string& name, const std::vector<std::string>& fields, const std::string& folder, Report& report) {
    const auto catalogue = bpf::Catalogue::load(folder);
    if (!catalogue) return tl::unexpected(catalogue.error());
    const auto plan = probe::make_plan({fields, {}, {}}, *catalogue);
    if (!plan) return tl::unexpected(plan.error());
    for (const bpf::Layout& layout : plan->layouts.tables) {
        const double used = static_cast<double>(layout.key_octets + layout.value_octets);
        const std::string label = fmt::format("{}, {}", name, word_of(layout.family));
        report.add({"memory", label + ": used", fields.size(), 0, "octets/flow", {used}});
        report.add({"memory", label + ": record", fields.size(), 0, "octets/flow", {static_cast<double>(layout.slot_octets)}});
    }
    return {};
}

}  // namespace

Result<> run_memory_bench(const Options& options, Report& report) {
    const auto counters = CounterFields::make(100);
    if (!counters) return tl::unexpected(counters.error());
    std::vector<std::string> many = netflow9_fields();
    many.insert(many.end(), counters->names().begin(), counters->names().end());
    auto done = report_set("counters only", netflow9_fields(0), "", report);
    if (done) done = report_set("15 fields", netflow9_fields(), "", report);
    if (done) done = report_set("115 fields", many, counters->folder(), report);
    if (!done) return done;
    const auto program = FlowProgram::make({netflow9_fields(), {Family::ipv4, 1, Order::random}, "", options.clock});
    if (!program) return tl::unexpected(program.error());
    const double octets = static_cast<double>((*program)->kernel().table_octets());
    report.add({"memory",
                fmt::format("tables of the default size, {} CPUs", (*program)->kernel().memory().cpus),
                15,
                0,
                "MiB",
                {octets / (1 << 20)}});
    return {};
}

}  // namespace bench
