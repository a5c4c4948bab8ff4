// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::max_ip_pkt_len {

static Packet of(std::uint16_t total_length) { return Ethernet{} / Ipv4{.total_length = total_length} / Udp{}; }

TEST(MaxIpPktLen, IsTotalLengthOrPayloadLengthAndForty) {
    EXPECT_EQ(metered("MAX_IP_PKT_LEN", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = zeros(10)}}), "38");
    EXPECT_EQ(metered("MAX_IP_PKT_LEN", {Ethernet{} / Ipv6{} / Udp{} / Raw{.payload = zeros(10)}}), "58");
    EXPECT_EQ(metered("MAX_IP_PKT_LEN", {of(65535)}), "65535");
    EXPECT_EQ(metered("MAX_IP_PKT_LEN", {Ethernet{} / Ipv6{.payload_length = 65535} / Udp{}}), "65575");
}

TEST(MaxIpPktLen, IsTheLargestWhereverItComes) {
    EXPECT_EQ(metered("MAX_IP_PKT_LEN", {of(100), of(28), of(1500), of(60)}), "1500");
    EXPECT_EQ(metered("MAX_IP_PKT_LEN", {of(1500), of(100), of(60)}), "1500");
    EXPECT_EQ(metered("MAX_IP_PKT_LEN", {of(100), of(60), of(1500)}), "1500");
}

TEST(MaxIpPktLen, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .total_length = 40} / Udp{};

    EXPECT_EQ(metered("MAX_IP_PKT_LEN", {of(100), other, of(200)}, "IPV4_SRC_ADDR MAX_IP_PKT_LEN"), "40 200");
}

TEST(MaxIpPktLen, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("MAX_IP_PKT_LEN", Ethernet{} / Vlan{} / Ipv4{.options = zeros(40)} / Udp{}),
              "0: malformed, 78: 68");
    EXPECT_EQ(by_captured_octets("MAX_IP_PKT_LEN", Ethernet{} / Ipv6{} / Udp{}), "0: malformed, 54: 48");
}

}  // namespace support::max_ip_pkt_len
