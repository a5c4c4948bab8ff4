// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::flow_end_microseconds {

TEST(FlowEndMicroseconds, IsTheLastPacketInMicroseconds) {
    const Packet packet = Ethernet{} / Ipv4{} / Tcp{};

    EXPECT_EQ(metered("FLOW_END_MICROSECONDS",
                      {{packet, {.time_ns = 1'700'000'000'123'456'789}}, {packet, {.time_ns = 1'700'000'002'000'000'999}}}),
              "1700000002000000");
    EXPECT_EQ(metered("FLOW_END_MICROSECONDS",
                      {{packet, {.time_ns = 1'700'000'002'000'000'999}}, {packet, {.time_ns = 1'700'000'000'123'456'789}}}),
              "1700000002000000");
}

TEST(FlowEndMicroseconds, IsThatOfEachFlow) {
    const Packet four = Ethernet{} / Ipv4{} / Udp{}, six = Ethernet{} / Ipv6{} / Udp{};

    EXPECT_EQ(metered("FLOW_END_MICROSECONDS",
                      {{four, {.time_ns = 1'700'000'000'123'456'789}}, {six, {.time_ns = 1'700'000'002'000'000'999}}},
                      "IPV4_SRC_ADDR FLOW_END_MICROSECONDS"),
              "1700000000123456 1700000002000000");
}

TEST(FlowEndMicroseconds, StandsBesideTheOnesInOtherUnits) {
    EXPECT_EQ(metered("FLOW_END_MICROSECONDS", {{Ethernet{} / Ipv4{} / Udp{}, {.time_ns = 1'700'000'000'123'456'789}}},
                      "FIRST_SWITCHED LAST_SWITCHED FLOW_END_MICROSECONDS"),
              "1700000000123456");
}

TEST(FlowEndMicroseconds, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("FLOW_END_MICROSECONDS", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_end_microseconds
