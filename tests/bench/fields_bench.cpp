// SPDX-License-Identifier: Apache-2.0
// What each field costs, alone and on top of the 5-tuple: ns per packet, instructions of the program, octets of a record's key and
// value, and of what is remembered of a flow. packaging/dev/field_costs.py makes a table of it.
#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/bench.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

namespace {

// Contenders whose programs are loaded at the same time, with one 5-tuple and one drop among them.
constexpr std::size_t kFieldsTogether = 8;
constexpr unsigned kRounds = 5;
constexpr std::uint32_t kRepeats = 200'000;

// Frames that the field is read from, where the generator has such frames: without options, tags and labels, TCP or UDP.
Variation variation_for(const bpf::Feature& field) {
    return {bpf::is_of_ipv6(field.layer) ? Family::ipv6 : Family::ipv4, 1, Order::random,
            field.layer == bpf::Layer::tcp ? Protocol::tcp : Protocol::udp};
}

std::vector<std::string> five_tuple(const Variation& variation) {
    const std::string ip = variation.family == Family::ipv6 ? "IPV6" : "IPV4";
    return {ip + "_SRC_ADDR", ip + "_DST_ADDR", "PROTOCOL", "L4_SRC_PORT", "L4_DST_PORT"};
}

Contender contender(const std::string& name, std::vector<std::string> fields, const Variation& variation,
                    const Options& options) {
    return {name, {.fields = std::move(fields), .variation = variation, .features_folder = "", .clock = options.clock}, {}};
}

Result<> report_sizes(const Contender& contender, Report& report) {
    const auto program = FlowProgram::make(contender.request);
    if (!program) return tl::unexpected(program.error());
    bpf_prog_info info{};
    __u32 size = sizeof info;
    if (bpf_obj_get_info_by_fd((*program)->descriptor(), &info, &size) != 0) return fail("the kernel tells no size of a program");
    const bpf::Layouts& layouts = (*program)->plan().layouts;
    const bpf::Layout& layout = layouts.tables.front();
    const auto add = [&](const char* unit, double value) {
        report.add({"fields", contender.name, contender.request.fields.size(), 1, unit, {value}});
    };
    add("instructions", info.xlated_prog_len / 8.0);
    add("octets/flow", static_cast<double>(layout.key_octets + layout.value_octets + layouts.flow_state_octets));
    return {};
}

Result<> measure(const std::vector<Contender>& list, const Options& options, Report& report) {
    if (auto done =
            compare_with_drop("fields", list, std::min(options.rounds, kRounds), std::min(options.repeats, kRepeats), report);
        !done)
        return done;
    for (const Contender& one : list)
        if (auto done = report_sizes(one, report); !done) return done;
    return {};
}

}  // namespace

Result<> run_fields_bench(const Options& options, Report& report) {
    const auto catalogue = bpf::Catalogue::load("");
    if (!catalogue) return tl::unexpected(catalogue.error());
    for (const Family family : {Family::ipv4, Family::ipv6})
        for (const Protocol protocol : {Protocol::udp, Protocol::tcp}) {
            const Variation variation{family, 1, Order::random, protocol};
            std::vector<Contender> list;
            const auto measure_list = [&]() -> Result<> {
                if (list.empty()) return {};
                list.insert(list.begin(), contender("5-tuple", five_tuple(variation), variation, options));
                return measure(std::exchange(list, {}), options, report);
            };
            for (const bpf::Feature& field : catalogue->features()) {
                if (field.internal) continue;  // measured with what is made of it
                const Variation wanted = variation_for(field);
                if (wanted.family != family || wanted.protocol != protocol) continue;
                if (field.name.find(options.only) == std::string::npos) continue;
                list.push_back(contender(field.name, {field.name}, variation, options));
                std::vector<std::string> on_top = five_tuple(variation);
                on_top.push_back(field.name);
                list.push_back(contender("5-tuple + " + field.name, std::move(on_top), variation, options));
                if (list.size() < 2 * kFieldsTogether) continue;
                if (auto done = measure_list(); !done) return done;
            }
            if (auto done = measure_list(); !done) return done;
        }
    return {};
}

}  // namespace bench
