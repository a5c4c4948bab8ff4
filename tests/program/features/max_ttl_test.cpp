// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::max_ttl {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(MaxTtl, IsTheTimeToLiveOrTheHopLimit) {
    EXPECT_EQ(metered("MAX_TTL", {of(64)}), "64");
    EXPECT_EQ(metered("MAX_TTL", {Ethernet{} / Ipv6{.hop_limit = 255} / Tcp{}}), "255");
}

TEST(MaxTtl, IsTheLargestWhereverItComes) {
    EXPECT_EQ(metered("MAX_TTL", {of(64), of(3), of(128), of(32)}), "128");
    EXPECT_EQ(metered("MAX_TTL", {of(128), of(64), of(32)}), "128");
    EXPECT_EQ(metered("MAX_TTL", {of(64), of(32), of(128)}), "128");
}

TEST(MaxTtl, KnowsZeroAnd255) {
    EXPECT_EQ(metered("MAX_TTL", {of(1), of(0), of(1)}), "1");
    EXPECT_EQ(metered("MAX_TTL", {of(254), of(255), of(254)}), "255");
}

TEST(MaxTtl, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .ttl = 7} / Udp{};

    EXPECT_EQ(metered("MAX_TTL", {of(100), other, of(200)}, "IPV4_SRC_ADDR MAX_TTL"), "7 200");
}

TEST(MaxTtl, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("MAX_TTL", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.ttl = 9, .options = zeros(4)} / Udp{}),
              "0: malformed, 46: 9");
    EXPECT_EQ(by_captured_octets("MAX_TTL", Ethernet{} / Ipv6{.hop_limit = 9} / Udp{}), "0: malformed, 54: 9");
}

}  // namespace support::max_ttl
