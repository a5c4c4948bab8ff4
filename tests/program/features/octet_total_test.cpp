// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::octet_total {

TEST(OctetTotal, IsWhatTheFlowHasHadFromItsFirstPacketOn) {
    const Packet packet = Ethernet{} / Ipv4{.total_length = 150} / Udp{};

    EXPECT_EQ(metered("OCTET_TOTAL", {packet, packet}), "300");
}

TEST(OctetTotal, IsThatOfEachFlow) {
    const Packet four = Ethernet{} / Ipv4{.total_length = 100} / Tcp{}, six = Ethernet{} / Ipv6{.payload_length = 310} / Tcp{};

    EXPECT_EQ(metered("OCTET_TOTAL", {six, four, six}, "IPV4_SRC_ADDR OCTET_TOTAL"), "100 700");
}

TEST(OctetTotal, GoesOnOverSnapshots) {
    const Packet packet = Ethernet{} / Ipv4{.total_length = 150} / Udp{}, last = Ethernet{} / Ipv4{.total_length = 100} / Udp{};

    EXPECT_EQ(metered("OCTET_TOTAL", {packet, {packet, {.after_snapshot = true}}, {last, {.after_snapshot = true}}},
                      "L4_SRC_PORT OCTET_TOTAL"),
              "400");
}

TEST(OctetTotal, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("OCTET_TOTAL", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::octet_total
