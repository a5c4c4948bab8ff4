// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_5_32 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl532, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_5_32", {of(6), of(32), of(5), of(33)}), "2");
}

TEST(NumPktsTtl532, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_5_32", {of(5), of(33)}), "0"); }

TEST(NumPktsTtl532, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_5_32", {Ethernet{} / Ipv6{.hop_limit = 32} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_5_32", {Ethernet{} / Ipv6{.hop_limit = 5} / Tcp{}}), "0");
}

TEST(NumPktsTtl532, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_5_32", Ethernet{} / Ipv4{.ttl = 6} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_5_32
