// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_192_224 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl192224, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_192_224", {of(193), of(224), of(192), of(225)}), "2");
}

TEST(NumPktsTtl192224, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_192_224", {of(192), of(225)}), "0"); }

TEST(NumPktsTtl192224, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_192_224", {Ethernet{} / Ipv6{.hop_limit = 224} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_192_224", {Ethernet{} / Ipv6{.hop_limit = 192} / Tcp{}}), "0");
}

TEST(NumPktsTtl192224, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_192_224", Ethernet{} / Ipv4{.ttl = 193} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_192_224
