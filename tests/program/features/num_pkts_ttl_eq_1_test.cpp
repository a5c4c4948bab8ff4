// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_eq_1 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtlEq1, CountsPacketsWithinItsBounds) { EXPECT_EQ(metered("NUM_PKTS_TTL_EQ_1", {of(1), of(1), of(0), of(2)}), "2"); }

TEST(NumPktsTtlEq1, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_EQ_1", {of(0), of(2)}), "0"); }

TEST(NumPktsTtlEq1, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_EQ_1", {Ethernet{} / Ipv6{.hop_limit = 1} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_EQ_1", {Ethernet{} / Ipv6{.hop_limit = 0} / Tcp{}}), "0");
}

TEST(NumPktsTtlEq1, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_EQ_1", Ethernet{} / Ipv4{.ttl = 1} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_eq_1
