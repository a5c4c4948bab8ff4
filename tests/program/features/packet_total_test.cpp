// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::packet_total {

TEST(PacketTotal, IsWhatTheFlowHasHadFromItsFirstPacketOn) {
    const Packet packet = Ethernet{} / Ipv4{.total_length = 150} / Udp{};

    EXPECT_EQ(metered("PACKET_TOTAL", {packet, packet}), "2");
}

TEST(PacketTotal, IsThatOfEachFlow) {
    const Packet four = Ethernet{} / Ipv4{.total_length = 100} / Tcp{}, six = Ethernet{} / Ipv6{.payload_length = 310} / Tcp{};

    EXPECT_EQ(metered("PACKET_TOTAL", {six, four, six}, "IPV4_SRC_ADDR PACKET_TOTAL"), "1 2");
}

TEST(PacketTotal, GoesOnOverSnapshots) {
    const Packet packet = Ethernet{} / Ipv4{.total_length = 99} / Udp{}, last = Ethernet{} / Ipv4{.total_length = 100} / Udp{};

    EXPECT_EQ(metered("PACKET_TOTAL", {packet, {packet, {.after_snapshot = true}}, {last, {.after_snapshot = true}}},
                      "L4_SRC_PORT PACKET_TOTAL"),
              "3");
}

TEST(PacketTotal, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("PACKET_TOTAL", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::packet_total
