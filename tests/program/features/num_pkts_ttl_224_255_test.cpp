// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_224_255 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl224255, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_224_255", {of(225), of(255), of(224), of(0)}), "2");
}

TEST(NumPktsTtl224255, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_224_255", {of(224), of(0)}), "0"); }

TEST(NumPktsTtl224255, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_224_255", {Ethernet{} / Ipv6{.hop_limit = 255} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_224_255", {Ethernet{} / Ipv6{.hop_limit = 224} / Tcp{}}), "0");
}

TEST(NumPktsTtl224255, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_224_255", Ethernet{} / Ipv4{.ttl = 225} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_224_255
