// SPDX-License-Identifier: Apache-2.0
// Exactness at full rate: two generators on two CPUs, ten snapshots a second, the real program. What it printed, summed up line by
// line, is compared with what the receiving veth says it handed to XDP. Unlike the other benchmarks this one fails if a packet is missing.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <string_view>

#include "probe/compile/child.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/live_probe.hpp"

namespace bench {

namespace {

struct Case {
    const char* name;
    std::uint64_t frames;
    std::uint64_t flows;  // 0: every frame is a new flow
    Family family;
    std::uint32_t octets;
};

Result<> check(const Case& chosen, const Sums& got, const nlohmann::json& stats, std::uint64_t handed) {
    const std::uint64_t lost = stats["lost"]["log_full"], foreign = got.foreign + stats["non_ip"].get<std::uint64_t>();
    const std::uint64_t lost_octets = stats["lost_octets"];
    const std::uint64_t ip_octets = chosen.octets - 14;
    fmt::print(stderr, "{}: xdp_packets {} = printed {} + foreign {} + lost {}; octets {} + {}; {} flows, {} snapshots\n",
               chosen.name, handed, got.packets, foreign, lost, got.octets, lost_octets, got.flows,
               stats["swaps"].get<std::uint64_t>());
    if (stats["frames"] != handed) return fail("frames counted differ from xdp_packets");
    if (got.packets + foreign + lost != handed) return fail("packets are missing or too many");
    if (got.octets != got.packets * ip_octets || got.link_octets != got.packets * chosen.octets) return fail("octets are wrong");
    if (lost_octets != lost * ip_octets) return fail("octets of lost packets are wrong");
    if (chosen.flows > 0 && lost > 0) return fail("packets were lost though there is room for every flow");
    return {};
}

Result<> run_case(const Case& chosen, Report& report) {
    const auto veth = VethPair::make();
    if (!veth) return tl::unexpected(veth.error());
    const auto scratch = probe::ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    const std::string stats_file = scratch->path() / "stats";
    LiveProbe probe;
    const std::vector<std::string> arguments = {
        "--interval",
        "0.1",
        "--mode",
        "native",
        "--droppers",
        "all",
        "--format",
        "json",
        "--fields",
        "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT IN_PKTS IN_BYTES layer2OctetDeltaCount LAST_SWITCHED",
        "--stats",
        stats_file};
    if (auto started = probe.start(*veth, arguments); !started) return started;
    Traffic traffic;
    traffic.interface = VethPair::sending_interface();
    traffic.families = {chosen.family};
    traffic.flows = chosen.flows;
    traffic.octets = chosen.octets;
    // A ring that is full drops frames before XDP sees them: more are sent until as many as wanted were handed over.
    std::uint64_t handed = 0;
    while (handed < chosen.frames) {
        if (auto sent = send_on_all(*veth, traffic, chosen.frames - handed + 1000); !sent) return sent;
        const auto received = veth->received();
        if (!received) return tl::unexpected(received.error());
        if (received->at("xdp_packets") == handed) return fail("no frame arrives");
        handed = received->at("xdp_packets");
    }
    const auto got = probe.finish();
    if (!got) return tl::unexpected(got.error());
    std::ifstream file(stats_file);
    const auto stats = nlohmann::json::parse(file, nullptr, false);
    if (stats.is_discarded()) return fail("no statistics were written");
    const auto received = veth->received();
    if (!received) return tl::unexpected(received.error());
    handed = received->at("xdp_packets");
    if (auto exact = check(chosen, *got, stats, handed); !exact)
        return fail(std::string(chosen.name) + ": " + exact.error().message);
    report.add({"exact", chosen.name, 9, chosen.flows, "packets missing", {0.0}});
    report.add({"exact", std::string(chosen.name) + ", metered", 9, chosen.flows, "packets", {static_cast<double>(handed)}});
    return {};
}

}  // namespace

Result<> run_exact_bench(const Options& options, Report& report) {
    for (const Case& chosen : {Case{"IPv4, 25k flows", 100'000'000, 25'000, Family::ipv4, 60},
                               Case{"IPv6, 25k flows", 20'000'000, 25'000, Family::ipv6, 120},
                               Case{"flood of new flows", 20'000'000, 0, Family::ipv4, 60}}) {
        if (std::string_view(chosen.name).find(options.only) == std::string_view::npos) continue;
        if (auto done = run_case(chosen, report); !done) return done;
    }
    return {};
}

}  // namespace bench
