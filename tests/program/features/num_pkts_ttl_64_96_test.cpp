// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_64_96 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl6496, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_64_96", {of(65), of(96), of(64), of(97)}), "2");
}

TEST(NumPktsTtl6496, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_64_96", {of(64), of(97)}), "0"); }

TEST(NumPktsTtl6496, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_64_96", {Ethernet{} / Ipv6{.hop_limit = 96} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_64_96", {Ethernet{} / Ipv6{.hop_limit = 64} / Tcp{}}), "0");
}

TEST(NumPktsTtl6496, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_64_96", Ethernet{} / Ipv4{.ttl = 65} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_64_96
