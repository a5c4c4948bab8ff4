// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ip_total_length {

static Packet of(std::uint16_t total_length) { return Ethernet{} / Ipv4{.total_length = total_length} / Udp{}; }

TEST(IpTotalLength, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ipTotalLength", {of(100), of(1500)}), "100");
    EXPECT_EQ(metered("ipTotalLength", {of(1500), of(100)}), "1500");
}

TEST(IpTotalLength, IsPayloadLengthAndFortyInIpv6) {
    EXPECT_EQ(metered("ipTotalLength", {Ethernet{} / Ipv6{} / Udp{} / Raw{.payload = zeros(10)}}), "58");
    EXPECT_EQ(metered("ipTotalLength", {Ethernet{} / Ipv6{.payload_length = 65535} / Udp{}}), "65575");
}

TEST(IpTotalLength, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("ipTotalLength", Ethernet{} / Vlan{} / Ipv4{.options = zeros(40)} / Udp{}),
              "0: malformed, 78: 68");
}

}  // namespace support::ip_total_length
