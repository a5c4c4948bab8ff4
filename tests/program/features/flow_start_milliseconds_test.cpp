// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::flow_start_milliseconds {

constexpr std::uint64_t kMillisecond = 1'000'000;

TEST(FlowStartMilliseconds, IsTheEarliestTimeWhateverTheOrder) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};
    const Captured early(packet, {.time_ns = 1'795'169'472'345 * kMillisecond}),
        late(packet, {.time_ns = 1'795'169'472'999 * kMillisecond});
    const Captured between(packet, {.time_ns = 1'795'169'472'500 * kMillisecond});

    for (const auto& order :
         {std::vector{early, between, late}, std::vector{late, between, early}, std::vector{between, early, late, between}})
        EXPECT_EQ(metered("FLOW_START_MILLISECONDS", order), "1795169472345");
}

TEST(FlowStartMilliseconds, IsShownInWholeMilliseconds) {
    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {{Ethernet{} / Ipv6{} / Udp{}, {.time_ns = 7 * kMillisecond + 999'999}}}), "7");
}

TEST(FlowStartMilliseconds, IsZeroWhereTheFileHasNoTime) {
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {packet}), "0");
    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {packet, {packet, {.time_ns = 9 * kMillisecond}}}), "0");
    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {{packet, {.time_ns = 9 * kMillisecond}}, packet}), "0");
}

TEST(FlowStartMilliseconds, IsNotMovedByFramesThatAreNoFlow) {
    const Captured arp(Ethernet{} / Raw{.type = 0x0806}, {.time_ns = 1 * kMillisecond});
    const Captured packet(Ethernet{} / Ipv4{} / Udp{}, {.time_ns = 5 * kMillisecond});

    EXPECT_EQ(metered("FLOW_START_MILLISECONDS", {arp, packet}), "5");
}

TEST(FlowStartMilliseconds, NeedsAnIpHeaderAndNothingElse) {
    EXPECT_EQ(by_captured_octets("FLOW_START_MILLISECONDS", Ethernet{} / Vlan{} / Ipv4{} / Udp{}), "0: malformed, 38: 0");
}

}  // namespace support::flow_start_milliseconds
