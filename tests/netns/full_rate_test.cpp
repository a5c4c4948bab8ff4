// SPDX-License-Identifier: Apache-2.0
// Frames as fast as this machine can send them, on every CPU at once, while snapshots are cut: nothing is missed, nothing is
// counted twice. The judge is the driver of the receiving interface.
#include <bpf/bpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <sched.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "bpf/shared.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

// Ends the test if the flood was none: as skipped where only a compiler is missing.
#define FINISH(flood)                                                                                                            \
    if (const std::string why = (flood).finish(); why.find("clang is needed") != std::string::npos)                              \
        GTEST_SKIP() << "the generator: " << why;                                                                                \
    else                                                                                                                         \
        ASSERT_EQ(why, "")

std::uint64_t lost(const Outcome& outcome) {
    return outcome.stats.at("lost").at("log_full").get<std::uint64_t>() +
           outcome.stats.at("lost").at("no_cpu_counters").get<std::uint64_t>();
}

// Frames of 60 octets (IPv4) and 62 (IPv6: the shortest with UDP).
void expect_exact(const std::string& family, std::uint64_t frame_octets) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "native", "--interval", "0.1"}});
    const std::uint64_t before = veth.xdp_packets();

    Flood flood(veth, 5'000'000, {"--family", family, "--flows", "5000"});
    FINISH(flood);
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = probe.stop();

    EXPECT_GT(seen, 1'000'000U);  // not all of five million: the driver's ring drops what is too much, before it counts
    EXPECT_EQ(outcome.stats.at("frames"), seen);
    EXPECT_EQ(lost(outcome), 0U);
    EXPECT_EQ(outcome.flows.size(), 5000U);
    EXPECT_EQ(outcome.sum("IN_PKTS"), seen);
    EXPECT_EQ(outcome.sum("IN_BYTES"), seen * (frame_octets - 14));
    EXPECT_EQ(outcome.sum("layer2OctetDeltaCount"), seen * frame_octets);
    EXPECT_GE(outcome.stats.at("swaps"), 4);
}

TEST(FullRate, LosesNothingOfIpv4) { expect_exact("ipv4", 60); }

TEST(FullRate, LosesNothingOfIpv6) { expect_exact("ipv6", 62); }

// Every frame opens a flow: tables fill within milliseconds, and what cannot be kept is counted.
TEST(NewFlows, AreExportedOrCountedAsLost) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "native", "--interval", "0.1"}, .prints = false});
    const std::uint64_t before = veth.xdp_packets();

    Flood flood(veth, 600'000, {"--flows", "0"});
    FINISH(flood);
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = probe.stop();

    EXPECT_GT(seen, 100'000U);  // more than the table of one CPU holds; a full ring drops the others before XDP
    EXPECT_EQ(outcome.stats.at("frames"), seen);
    EXPECT_GT(outcome.stats.at("evicted"), 0);
    EXPECT_EQ(outcome.stats.at("packets").get<std::uint64_t>() + lost(outcome), seen);
    EXPECT_EQ(outcome.stats.at("exported_octets").get<std::uint64_t>() + outcome.stats.at("lost_octets").get<std::uint64_t>(),
              seen * 46);
}

// Frames of a thousand flows, others for every number.
std::vector<Octets> thousand_flows(unsigned number) {
    const std::string source = "10." + std::to_string(number / 200) + "." + std::to_string(number % 200) + ".1";
    std::vector<Octets> frames(1000, Ethernet{} / Ipv4{.source = source} / Udp{});
    for (unsigned i = 0; i < frames.size(); i++) {
        frames[i][34] = static_cast<std::byte>(i >> 8);  // source port
        frames[i][35] = static_cast<std::byte>(i);
    }
    return frames;
}

// This thread stays on one CPU, and what it sends with it: then it is known how many flows fill a table.
class OnOneCpu {
 public:
    OnOneCpu() {
        ::sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(::sched_getcpu()), &one);
        ::sched_setaffinity(0, sizeof one, &one);
    }
    OnOneCpu(const OnOneCpu&) = delete;
    OnOneCpu& operator=(const OnOneCpu&) = delete;
    ~OnOneCpu() { ::sched_setaffinity(0, sizeof before_, &before_); }

 private:
    cpu_set_t before_{};
};

// The next snapshot is an hour away: only a log that passes half can call for one.
TEST(NewFlows, AreDrainedBeforeTheLogIsFull) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "native", "--interval", "3600"}, .prints = false});
    const std::uint64_t before = veth.xdp_packets();

    const OnOneCpu here;
    for (unsigned thousand = 0; thousand < 600 && probe.stats().at("swaps") < 2; thousand++)
        veth.send_all(thousand_flows(thousand));
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = probe.stop();

    EXPECT_GE(outcome.stats.at("swaps"), 2 + 2);  // two are the end's
    EXPECT_EQ(outcome.stats.at("packets"), seen);
    EXPECT_EQ(outcome.stats.at("exported"), seen);
    EXPECT_EQ(lost(outcome), 0U);
}

// What the program on vb0 shares with its process, as the kernel has it.
bpf::shared::control control_of(const VethPair& veth) {
    std::array<__u32, 16> maps{};
    bpf_prog_info program{};
    program.map_ids = reinterpret_cast<__u64>(maps.data());
    program.nr_map_ids = maps.size();
    __u32 size = sizeof program;
    const probe::UniqueFd file(::bpf_prog_get_fd_by_id(veth.program()));
    if (::bpf_obj_get_info_by_fd(file.get(), &program, &size) != 0) return {};
    for (__u32 i = 0; i < program.nr_map_ids; i++) {
        const probe::UniqueFd map(::bpf_map_get_fd_by_id(maps[i]));
        bpf_map_info info{};
        size = sizeof info;
        ::bpf_obj_get_info_by_fd(map.get(), &info, &size);
        bpf::shared::control control{};
        const __u32 zero = 0;
        if (std::string_view(info.name).ends_with(".bss") && info.value_size == sizeof control &&
            ::bpf_map_lookup_elem(map.get(), &zero, &control) == 0)
            return control;
    }
    return {};
}

// The time that the program reads instead of the clock, or 0: see bpf/clock.h.
std::uint64_t clock_page(const VethPair& veth) { return control_of(veth).now; }

TEST(Snapshots, MoveTheProgramBetweenTheHalvesOfTheTables) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--interval", "0.05"}});

    for (const unsigned half : {1U, 0U, 1U}) EXPECT_TRUE(eventually([&] { return control_of(veth).generation == half; })) << half;
}

std::int64_t utc_ms() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

TEST(ClockPage, GivesTrueTimesAtHighRates) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "native", "--interval", "0.1", "--active", "0.2"}});
    const std::uint64_t before = veth.xdp_packets();
    EXPECT_EQ(clock_page(veth), 0U);

    const std::int64_t begin = utc_ms();
    bool ran = false;
    for (int attempt = 0; attempt < 10 && !ran; attempt++) {
        Flood flood(veth, 2'000'000, {"--flows", "20"});
        EXPECT_TRUE(eventually([&] { return (ran = ran || clock_page(veth) != 0) || flood.is_over(); }));
        FINISH(flood);
    }
    const std::int64_t end = utc_ms();
    const std::uint64_t seen = veth.xdp_packets() - before;
    EXPECT_TRUE(eventually([&] { return clock_page(veth) == 0; }));  // no traffic, no timer
    const Outcome outcome = probe.stop();

    EXPECT_TRUE(ran);
    EXPECT_EQ(outcome.sum("IN_PKTS"), seen);
    constexpr std::int64_t kTolerance = 5;
    std::int64_t last = 0;
    for (const Json& flow : outcome.flows) {
        const std::int64_t first = flow.at("FLOW_START_MILLISECONDS"), latest = flow.at("FLOW_END_MILLISECONDS");
        ASSERT_GE(first, begin - kTolerance) << flow;
        ASSERT_LE(first, latest) << flow;
        ASSERT_LE(latest, end + kTolerance) << flow;
        last = std::max(last, latest);
    }
    EXPECT_GE(last, end - 2'000);  // the last frames were sent a moment ago
}

}  // namespace
}  // namespace support
