// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::flow_start_sec {

TEST(FlowStartSec, IsTheFirstPacketInSeconds) {
    const Packet packet = Ethernet{} / Ipv4{} / Tcp{};

    EXPECT_EQ(metered("FLOW_START_SEC",
                      {{packet, {.time_ns = 1'700'000'000'123'456'789}}, {packet, {.time_ns = 1'700'000'002'000'000'999}}}),
              "1700000000");
    EXPECT_EQ(metered("FLOW_START_SEC",
                      {{packet, {.time_ns = 1'700'000'002'000'000'999}}, {packet, {.time_ns = 1'700'000'000'123'456'789}}}),
              "1700000000");
}

TEST(FlowStartSec, IsThatOfEachFlow) {
    const Packet four = Ethernet{} / Ipv4{} / Udp{}, six = Ethernet{} / Ipv6{} / Udp{};

    EXPECT_EQ(metered("FLOW_START_SEC",
                      {{four, {.time_ns = 1'700'000'000'123'456'789}}, {six, {.time_ns = 1'700'000'002'000'000'999}}},
                      "IPV4_SRC_ADDR FLOW_START_SEC"),
              "1700000000 1700000002");
}

TEST(FlowStartSec, StandsBesideTheOnesInOtherUnits) {
    EXPECT_EQ(metered("FLOW_START_SEC", {{Ethernet{} / Ipv4{} / Udp{}, {.time_ns = 1'700'000'000'123'456'789}}},
                      "FIRST_SWITCHED LAST_SWITCHED FLOW_START_SEC"),
              "1700000000");
}

TEST(FlowStartSec, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("FLOW_START_SEC", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_start_sec
