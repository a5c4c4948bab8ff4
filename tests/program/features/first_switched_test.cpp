// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::first_switched {

constexpr std::uint64_t kMillisecond = 1'000'000;

TEST(FirstSwitched, IsTheEarliestTimeWhateverTheOrder) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};
    const Captured early(packet, {.time_ns = 1'795'169'472'345 * kMillisecond}),
        late(packet, {.time_ns = 1'795'169'472'999 * kMillisecond});
    const Captured between(packet, {.time_ns = 1'795'169'472'500 * kMillisecond});

    for (const auto& order :
         {std::vector{early, between, late}, std::vector{late, between, early}, std::vector{between, early, late, between}})
        EXPECT_EQ(metered("FLOW_START_MILLISECONDS", order, "FIRST_SWITCHED"), "1795169472345");
}

TEST(FirstSwitched, IsShownInWholeMilliseconds) {
    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {{Ethernet{} / Ipv6{} / Udp{}, {.time_ns = 7 * kMillisecond + 999'999}}},
                      "FIRST_SWITCHED"),
              "7");
}

TEST(FirstSwitched, IsZeroWhereTheFileHasNoTime) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {packet}, "FIRST_SWITCHED"), "0");
    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {packet, {packet, {.time_ns = 9 * kMillisecond}}}, "FIRST_SWITCHED"), "0");
    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {{packet, {.time_ns = 9 * kMillisecond}}, packet}, "FIRST_SWITCHED"), "0");
}

TEST(FirstSwitched, IsNotMovedByFramesThatAreNoFlow) {
    const Captured arp(Ethernet{} / Raw{.type = 0x0806}, {.time_ns = 1 * kMillisecond});
    const Captured packet(Ethernet{} / Ipv4{} / Udp{}, {.time_ns = 5 * kMillisecond});

    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {arp, packet}, "FIRST_SWITCHED"), "5");
}

TEST(FirstSwitched, IsHeldOnceTogetherWithFlowStartMilliseconds) {
    const Metering metering =
        Meter("FIRST_SWITCHED FLOW_START_MILLISECONDS").run({{Ethernet{} / Ipv4{} / Udp{}, {.time_ns = 3 * kMillisecond}}});

    EXPECT_EQ(metering.flows, (std::vector<std::string>{R"({"FLOW_START_MILLISECONDS":3})"}));
}

}  // namespace support::first_switched
