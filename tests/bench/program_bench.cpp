// SPDX-License-Identifier: Apache-2.0
// What one packet costs in a test run, over a bare drop of the same packet in the same run.
#include <fmt/format.h>

#include "tests/bench/bench.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

namespace {

constexpr std::uint64_t kFlows[] = {1, 25'000, 100'000, 1'000'000};

// ns over drop that the design sets as targets, by flows as in kFlows; 0: none.
constexpr double kIpv4Targets[] = {8, 20, 45, 110}, kIpv6Targets[] = {10, 24, 60, 0};
constexpr double kCountersTarget = 2, kManyTarget = 35;

// Contenders of one list share the variation, hence the bare drop.
using Lists = std::vector<std::vector<Contender>>;

void add_one_flow(Lists& lists, const Options& options, const CounterFields& counters) {
    std::vector<Contender>& list = lists.emplace_back();
    const auto add = [&](const std::string& name, std::vector<std::string> fields, std::optional<Target> target) {
        list.push_back({name, {std::move(fields), {Family::ipv4, 1, Order::random}, counters.folder(), options.clock}, target});
    };
    add("counters only", netflow9_fields(0), Target{kCountersTarget});
    for (std::size_t count = 1; count <= 15 && !options.quick; count++)
        add(fmt::format("first {} fields", count), netflow9_fields(count), {});
    std::vector<std::string> many = netflow9_fields();
    many.insert(many.end(), counters.names().begin(), counters.names().end());
    add("15 fields and 100 counters", many, Target{kManyTarget});
}

// What it costs to know the messages to a collector among others: UDP packets are looked at, all others pass.
void add_own_export(Lists& lists, const Options& options) {
    for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
        std::vector<Contender>& list = lists.emplace_back();
        for (const unsigned collectors : {0U, 1U})
            list.push_back({fmt::format("15 fields, IPv4, {}, {} collector", protocol == Protocol::tcp ? "TCP" : "UDP",
                                        collectors ? "one" : "no"),
                            {.fields = netflow9_fields(),
                             .variation = {Family::ipv4, 1, Order::random, protocol},
                             .features_folder = "",
                             .clock = options.clock,
                             .own_export = collectors},
                            {}});
    }
}

void add_many_flows(Lists& lists, const Options& options) {
    for (const Family family : {Family::ipv4, Family::ipv6})
        for (std::size_t i = 0; i < std::size(kFlows); i++) {
            const double bound = family == Family::ipv4 ? kIpv4Targets[i] : kIpv6Targets[i];
            if (options.quick && bound == 0) continue;
            const auto target = bound == 0 ? std::nullopt : std::optional(Target{bound});
            const char* word = family == Family::ipv4 ? "IPv4" : "IPv6";
            lists.push_back({{fmt::format("15 fields, {}, {} flows", word, kFlows[i]),
                              {netflow9_fields(), {family, kFlows[i], Order::random}, "", options.clock},
                              target}});
        }
}

}  // namespace

Result<> run_program_bench(const Options& options, Report& report) {
    const auto counters = CounterFields::make(100);
    if (!counters) return tl::unexpected(counters.error());
    Lists lists;
    add_one_flow(lists, options, *counters);
    add_many_flows(lists, options);
    if (!options.quick) add_own_export(lists, options);
    for (std::vector<Contender>& list : lists) {
        std::erase_if(list, [&](const Contender& contender) { return contender.name.find(options.only) == std::string::npos; });
        if (auto done = compare_with_drop("program", list, options.rounds, options.repeats, report); !done) return done;
    }
    return {};
}

}  // namespace bench
