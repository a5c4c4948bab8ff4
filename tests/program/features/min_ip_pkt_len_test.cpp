// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::min_ip_pkt_len {

static Packet of(std::uint16_t total_length) { return Ethernet{} / Ipv4{.total_length = total_length} / Udp{}; }

TEST(MinIpPktLen, IsTotalLengthOrPayloadLengthAndForty) {
    EXPECT_EQ(metered("MIN_IP_PKT_LEN", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = zeros(10)}}), "38");
    EXPECT_EQ(metered("MIN_IP_PKT_LEN", {Ethernet{} / Ipv6{} / Udp{} / Raw{.payload = zeros(10)}}), "58");
    EXPECT_EQ(metered("MIN_IP_PKT_LEN", {of(65535)}), "65535");
    EXPECT_EQ(metered("MIN_IP_PKT_LEN", {Ethernet{} / Ipv6{.payload_length = 65535} / Udp{}}), "65575");
}

TEST(MinIpPktLen, IsTheSmallestWhereverItComes) {
    EXPECT_EQ(metered("MIN_IP_PKT_LEN", {of(100), of(28), of(1500), of(60)}), "28");
    EXPECT_EQ(metered("MIN_IP_PKT_LEN", {of(28), of(100), of(60)}), "28");
    EXPECT_EQ(metered("MIN_IP_PKT_LEN", {of(100), of(60), of(28)}), "28");
}

TEST(MinIpPktLen, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .total_length = 40} / Udp{};

    EXPECT_EQ(metered("MIN_IP_PKT_LEN", {of(100), other, of(200)}, "IPV4_SRC_ADDR MIN_IP_PKT_LEN"), "40 100");
}

TEST(MinIpPktLen, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("MIN_IP_PKT_LEN", Ethernet{} / Vlan{} / Ipv4{.options = zeros(40)} / Udp{}),
              "0: malformed, 78: 68");
    EXPECT_EQ(by_captured_octets("MIN_IP_PKT_LEN", Ethernet{} / Ipv6{} / Udp{}), "0: malformed, 54: 48");
}

}  // namespace support::min_ip_pkt_len
