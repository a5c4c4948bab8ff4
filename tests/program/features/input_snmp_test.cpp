// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support {

TEST(InputSnmp, IsTheNumberOfTheInterface) {
    EXPECT_EQ(metered("INPUT_SNMP", {{Ethernet{} / Ipv4{} / Udp{}, {.interface = 0x01020304}}}), "16909060");
}

TEST(InputSnmp, TellsFlowsApart) {
    const Packet udp = Ethernet{} / Ipv4{} / Udp{}, tcp = Ethernet{} / Ipv6{} / Tcp{};
    const std::vector<Captured> frames = {{udp, {.interface = 0}}, {tcp, {.interface = 3}}, {tcp, {.interface = 0}}};

    EXPECT_EQ(metered("INPUT_SNMP", frames), "0 3");
    EXPECT_EQ(metered("IN_PKTS", frames, "INPUT_SNMP IN_PKTS"), "1 2");
}

TEST(InputSnmp, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("INPUT_SNMP", Ethernet{} / Vlan{} / Ipv4{} / Udp{}), "0: malformed, 38: 0");
}

}  // namespace support
