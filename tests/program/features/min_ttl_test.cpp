// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::min_ttl {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(MinTtl, IsTheTimeToLiveOrTheHopLimit) {
    EXPECT_EQ(metered("MIN_TTL", {of(64)}), "64");
    EXPECT_EQ(metered("MIN_TTL", {Ethernet{} / Ipv6{.hop_limit = 255} / Tcp{}}), "255");
}

TEST(MinTtl, IsTheSmallestWhereverItComes) {
    EXPECT_EQ(metered("MIN_TTL", {of(64), of(3), of(128), of(32)}), "3");
    EXPECT_EQ(metered("MIN_TTL", {of(3), of(64), of(32)}), "3");
    EXPECT_EQ(metered("MIN_TTL", {of(64), of(32), of(3)}), "3");
}

TEST(MinTtl, KnowsZeroAnd255) {
    EXPECT_EQ(metered("MIN_TTL", {of(1), of(0), of(1)}), "0");
    EXPECT_EQ(metered("MIN_TTL", {of(254), of(255), of(254)}), "254");
}

TEST(MinTtl, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .ttl = 7} / Udp{};

    EXPECT_EQ(metered("MIN_TTL", {of(100), other, of(200)}, "IPV4_SRC_ADDR MIN_TTL"), "7 100");
}

TEST(MinTtl, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("MIN_TTL", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.ttl = 9, .options = zeros(4)} / Udp{}),
              "0: malformed, 46: 9");
    EXPECT_EQ(by_captured_octets("MIN_TTL", Ethernet{} / Ipv6{.hop_limit = 9} / Udp{}), "0: malformed, 54: 9");
}

}  // namespace support::min_ttl
