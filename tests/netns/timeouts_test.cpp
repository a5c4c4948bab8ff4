// SPDX-License-Identifier: Apache-2.0
// Flows end in time while the probe runs, and say when they were.
#include <gtest/gtest.h>
#include <time.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

Packet udp(std::uint16_t port) { return Ethernet{} / Ipv4{} / Udp{.source_port = port} / Raw{zeros(58)}; }

std::int64_t utc_ms() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

std::size_t printed(Probe& probe) { return lines_of(probe.process().output()).size(); }

std::vector<int> reasons(const std::vector<Json>& flows) {
    std::vector<int> reasons;
    for (const Json& flow : flows) reasons.push_back(flow.at("FLOW_END_REASON"));
    return reasons;
}

TEST(LiveTimeouts, EndALongFlowInParts) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--active", "0.5", "--idle", "30", "--interval", "0.1"}});

    unsigned sent = 0;
    EXPECT_TRUE(eventually([&] {
        veth.send(udp(1), 1);
        sent++;
        return printed(probe) >= 2;
    }));
    const Outcome outcome = probe.stop();

    std::vector<int> ends = reasons(outcome.flows);
    ASSERT_GE(ends.size(), 3U);
    EXPECT_TRUE(ends.back() == 4 || ends.back() == 2) << ends.back();  // the end of the probe, unless the timeout has just passed
    ends.pop_back();
    EXPECT_EQ(ends, std::vector<int>(ends.size(), 2));  // the active timeout, while packets kept coming
    EXPECT_EQ(outcome.sum("IN_PKTS"), sent);
    EXPECT_EQ(outcome.sum("IN_BYTES"), sent * 86U);
}

TEST(LiveTimeouts, EndASilentFlow) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--active", "60", "--idle", "0.5", "--interval", "0.1"}});

    veth.send(udp(1), 20);
    EXPECT_TRUE(eventually([&] { return printed(probe) == 1; }));
    veth.send(udp(1), 30);
    EXPECT_TRUE(eventually([&] { return printed(probe) == 2; }));
    const Outcome outcome = probe.stop();

    ASSERT_EQ(outcome.flows.size(), 2U);
    EXPECT_EQ(reasons(outcome.flows), (std::vector{1, 1}));
    EXPECT_EQ(outcome.flows[0].at("IN_PKTS"), 20);
    EXPECT_EQ(outcome.flows[1].at("IN_PKTS"), 30);
}

TEST(LiveTimeouts, LoseNothingWithManyFlows) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--active", "0.2", "--idle", "0.1", "--interval", "0.02"}});

    for (int round = 0; round < 5; round++)
        for (std::uint16_t port = 1; port <= 100; port++) veth.send(udp(port), 4);
    EXPECT_TRUE(eventually([&] { return probe.stats().at("flows") == probe.stats().at("exported"); }));
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.stats.at("frames"), 2000);
    for (int port = 1; port <= 100; port++) EXPECT_EQ(outcome.sum("IN_PKTS", "L4_SRC_PORT", port), 20U) << port;
    for (const Json& flow : outcome.flows)
        EXPECT_TRUE(flow.at("FLOW_END_REASON") == 1 || flow.at("FLOW_END_REASON") == 2) << flow;
}

TEST(LiveTimes, AreThoseOfTheTraffic) {
    VethPair veth;
    Probe probe(veth);

    const std::int64_t before = utc_ms();
    veth.send(udp(1), 10);
    const std::int64_t between = utc_ms();
    ASSERT_TRUE(eventually([&] { return utc_ms() > between + 20; }));
    veth.send(udp(2), 10);
    veth.send(udp(1), 10);
    const std::int64_t after = utc_ms();
    const Outcome outcome = probe.stop();

    constexpr std::int64_t kClocksMayDiffer = 5;  // monotonic and wall-clock time are read one after the other
    const auto time = [&](int port, const char* name) {
        return static_cast<std::int64_t>(outcome.sum(name, "L4_SRC_PORT", port));
    };
    EXPECT_GE(time(1, "FLOW_START_MILLISECONDS"), before - kClocksMayDiffer);
    EXPECT_LE(time(1, "FLOW_START_MILLISECONDS"), between + kClocksMayDiffer);
    EXPECT_GE(time(2, "FLOW_START_MILLISECONDS"), between + 20 - kClocksMayDiffer);
    EXPECT_LE(time(2, "FLOW_START_MILLISECONDS"), time(2, "FLOW_END_MILLISECONDS"));
    EXPECT_LE(time(2, "FLOW_END_MILLISECONDS"), time(1, "FLOW_END_MILLISECONDS"));
    EXPECT_LE(time(1, "FLOW_END_MILLISECONDS"), after + kClocksMayDiffer);
}

}  // namespace
}  // namespace support
