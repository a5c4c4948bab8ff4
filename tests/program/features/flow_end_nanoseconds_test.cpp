// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::flow_end_nanoseconds {

TEST(FlowEndNanoseconds, IsTheLastPacketInNanoseconds) {
    const Packet packet = Ethernet{} / Ipv4{} / Tcp{};

    EXPECT_EQ(metered("flowEndNanoseconds",
                      {{packet, {.time_ns = 1'700'000'000'123'456'789}}, {packet, {.time_ns = 1'700'000'002'000'000'999}}}),
              "1700000002000000999");
    EXPECT_EQ(metered("flowEndNanoseconds",
                      {{packet, {.time_ns = 1'700'000'002'000'000'999}}, {packet, {.time_ns = 1'700'000'000'123'456'789}}}),
              "1700000002000000999");
}

TEST(FlowEndNanoseconds, IsThatOfEachFlow) {
    const Packet four = Ethernet{} / Ipv4{} / Udp{}, six = Ethernet{} / Ipv6{} / Udp{};

    EXPECT_EQ(metered("flowEndNanoseconds",
                      {{four, {.time_ns = 1'700'000'000'123'456'789}}, {six, {.time_ns = 1'700'000'002'000'000'999}}},
                      "IPV4_SRC_ADDR flowEndNanoseconds"),
              "1700000000123456789 1700000002000000999");
}

TEST(FlowEndNanoseconds, StandsBesideTheOnesInOtherUnits) {
    EXPECT_EQ(metered("flowEndNanoseconds", {{Ethernet{} / Ipv4{} / Udp{}, {.time_ns = 1'700'000'000'123'456'789}}},
                      "FIRST_SWITCHED LAST_SWITCHED flowEndNanoseconds"),
              "1700000000123456789");
}

TEST(FlowEndNanoseconds, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("flowEndNanoseconds", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_end_nanoseconds
