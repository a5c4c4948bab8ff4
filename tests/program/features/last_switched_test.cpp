// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::last_switched {

constexpr std::uint64_t kMillisecond = 1'000'000;

TEST(LastSwitched, IsTheLatestTimeWhateverTheOrder) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};
    const Captured early(packet, {.time_ns = 1'795'169'472'345 * kMillisecond}),
        late(packet, {.time_ns = 1'795'169'472'999 * kMillisecond});
    const Captured between(packet, {.time_ns = 1'795'169'472'500 * kMillisecond});

    for (const auto& order :
         {std::vector{early, between, late}, std::vector{late, between, early}, std::vector{between, early, late, between}})
        EXPECT_EQ(metered("FLOW_END_MILLISECONDS", order, "LAST_SWITCHED"), "1795169472999");
}

TEST(LastSwitched, IsShownInWholeMilliseconds) {
    EXPECT_EQ(metered("FLOW_END_MILLISECONDS", {{Ethernet{} / Ipv6{} / Udp{}, {.time_ns = 7 * kMillisecond + 999'999}}},
                      "LAST_SWITCHED"),
              "7");
}

TEST(LastSwitched, IsZeroWhereTheFileHasNoTime) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("FLOW_END_MILLISECONDS", {packet}, "LAST_SWITCHED"), "0");
    EXPECT_EQ(metered("FLOW_END_MILLISECONDS", {packet, {packet, {.time_ns = 9 * kMillisecond}}}, "LAST_SWITCHED"), "9");
    EXPECT_EQ(metered("FLOW_END_MILLISECONDS", {{packet, {.time_ns = 9 * kMillisecond}}, packet}, "LAST_SWITCHED"), "9");
}

TEST(LastSwitched, IsNotMovedByFramesThatAreNoFlow) {
    const Captured arp(Ethernet{} / Raw{.type = 0x0806}, {.time_ns = 99 * kMillisecond});
    const Captured packet(Ethernet{} / Ipv4{} / Udp{}, {.time_ns = 5 * kMillisecond});

    EXPECT_EQ(metered("FLOW_END_MILLISECONDS", {arp, packet}, "LAST_SWITCHED"), "5");
}

TEST(LastSwitched, IsHeldOnceTogetherWithFlowEndMilliseconds) {
    const Metering metering =
        Meter("LAST_SWITCHED FLOW_END_MILLISECONDS").run({{Ethernet{} / Ipv4{} / Udp{}, {.time_ns = 3 * kMillisecond}}});

    EXPECT_EQ(metering.flows, (std::vector<std::string>{R"({"FLOW_END_MILLISECONDS":3})"}));
}

}  // namespace support::last_switched
