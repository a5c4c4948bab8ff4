// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_32_64 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl3264, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_32_64", {of(33), of(64), of(32), of(65)}), "2");
}

TEST(NumPktsTtl3264, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_32_64", {of(32), of(65)}), "0"); }

TEST(NumPktsTtl3264, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_32_64", {Ethernet{} / Ipv6{.hop_limit = 64} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_32_64", {Ethernet{} / Ipv6{.hop_limit = 32} / Tcp{}}), "0");
}

TEST(NumPktsTtl3264, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_32_64", Ethernet{} / Ipv4{.ttl = 33} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_32_64
