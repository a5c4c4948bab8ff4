// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_160_192 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl160192, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_160_192", {of(161), of(192), of(160), of(193)}), "2");
}

TEST(NumPktsTtl160192, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_160_192", {of(160), of(193)}), "0"); }

TEST(NumPktsTtl160192, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_160_192", {Ethernet{} / Ipv6{.hop_limit = 192} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_160_192", {Ethernet{} / Ipv6{.hop_limit = 160} / Tcp{}}), "0");
}

TEST(NumPktsTtl160192, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_160_192", Ethernet{} / Ipv4{.ttl = 161} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_160_192
