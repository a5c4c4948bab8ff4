// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/known_names.hpp"
#include "tests/support/metered.hpp"

namespace support::protocol_map {

TEST(ProtocolMap, IsTheNameOfTheProtocol) {
    EXPECT_EQ(metered_with(names(), "PROTOCOL_MAP", {Ethernet{} / Ipv4{} / Tcp{}}), "TCP");
    EXPECT_EQ(metered_with(names(), "PROTOCOL_MAP", {Ethernet{} / Ipv6{} / Tcp{}}), "TCP");
}

TEST(ProtocolMap, IsTheNumberWhereThereIsNoName) {
    EXPECT_EQ(metered_with(names(), "PROTOCOL_MAP", {Ethernet{} / Ipv4{} / Udp{}}), "17");
    EXPECT_EQ(metered_with(names(), "PROTOCOL_MAP", {Ethernet{} / Ipv6{} / Raw{.protocol = 253}}), "253");
}

TEST(ProtocolMap, TellsFlowsApart) {
    EXPECT_EQ(metered_with(names(), "IN_PKTS",
                           {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv6{} / Tcp{}},
                           "PROTOCOL_MAP IN_PKTS"),
              "1 2");
}

TEST(ProtocolMap, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("PROTOCOL_MAP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::protocol_map
