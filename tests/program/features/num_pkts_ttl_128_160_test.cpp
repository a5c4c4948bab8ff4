// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_128_160 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl128160, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_128_160", {of(129), of(160), of(128), of(161)}), "2");
}

TEST(NumPktsTtl128160, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_128_160", {of(128), of(161)}), "0"); }

TEST(NumPktsTtl128160, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_128_160", {Ethernet{} / Ipv6{.hop_limit = 160} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_128_160", {Ethernet{} / Ipv6{.hop_limit = 128} / Tcp{}}), "0");
}

TEST(NumPktsTtl128160, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_128_160", Ethernet{} / Ipv4{.ttl = 129} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_128_160
