// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_2_5 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl25, CountsPacketsWithinItsBounds) { EXPECT_EQ(metered("NUM_PKTS_TTL_2_5", {of(2), of(5), of(1), of(6)}), "2"); }

TEST(NumPktsTtl25, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_2_5", {of(1), of(6)}), "0"); }

TEST(NumPktsTtl25, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_2_5", {Ethernet{} / Ipv6{.hop_limit = 5} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_2_5", {Ethernet{} / Ipv6{.hop_limit = 1} / Tcp{}}), "0");
}

TEST(NumPktsTtl25, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_2_5", Ethernet{} / Ipv4{.ttl = 2} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_2_5
