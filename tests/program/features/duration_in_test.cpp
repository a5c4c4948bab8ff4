// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support {

TEST(DurationIn, IsTheTimeFromTheFirstPacketToTheLast) {
    const Packet packet = Ethernet{} / Ipv4{} / Tcp{};

    EXPECT_EQ(metered("DURATION_IN", {{packet, {.time_ns = 1'000'000'000}}, {packet, {.time_ns = 1'042'000'001}}}), "42");
    EXPECT_EQ(metered("DURATION_IN", {{packet, {.time_ns = 1'042'000'000}}, {packet, {.time_ns = 1'000'000'001}}}), "41");
}

TEST(DurationIn, IsZeroForOnePacket) {
    EXPECT_EQ(metered("DURATION_IN", {{Ethernet{} / Ipv6{} / Udp{}, {.time_ns = 77'000'000}}}), "0");
}

TEST(DurationIn, IsThatOfADirection) {
    const Packet there = Ethernet{} / Ipv4{} / Tcp{}, back = Ethernet{} / Ipv4{"198.51.100.2", "192.0.2.1"} / Tcp{443, 49152};

    EXPECT_EQ(metered("DURATION_IN",
                      {{there, {.time_ns = 1'000'000}},
                       {back, {.time_ns = 2'000'000}},
                       {there, {.time_ns = 4'000'000}},
                       {back, {.time_ns = 9'000'000}}},
                      "L4_SRC_PORT DURATION_IN"),
              "3 7");
}

TEST(DurationIn, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("DURATION_IN", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support
