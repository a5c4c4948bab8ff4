// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::packet_section_offset {

TEST(PacketSectionOffset, IsTheBeginOfTheIpHeader) {
    constexpr const char* kFields = "PACKET_SECTION_OFFSET ipHeaderPacketSection";

    EXPECT_EQ(metered("PACKET_SECTION_OFFSET", {Ethernet{} / Ipv4{} / Udp{}}, kFields), "0");
    EXPECT_EQ(metered("PACKET_SECTION_OFFSET", {Ethernet{} / Vlan{} / Ipv6{} / Tcp{}}, kFields), "0");
}

TEST(PacketSectionOffset, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("PACKET_SECTION_OFFSET", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 0");
}

}  // namespace support::packet_section_offset
