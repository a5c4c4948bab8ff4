// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_ttl_96_128 {

static Packet of(std::uint8_t ttl) { return Ethernet{} / Ipv4{.ttl = ttl} / Udp{}; }

TEST(NumPktsTtl96128, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_96_128", {of(97), of(128), of(96), of(129)}), "2");
}

TEST(NumPktsTtl96128, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_TTL_96_128", {of(96), of(129)}), "0"); }

TEST(NumPktsTtl96128, CountsHopLimits) {
    EXPECT_EQ(metered("NUM_PKTS_TTL_96_128", {Ethernet{} / Ipv6{.hop_limit = 128} / Tcp{}}), "1");
    EXPECT_EQ(metered("NUM_PKTS_TTL_96_128", {Ethernet{} / Ipv6{.hop_limit = 96} / Tcp{}}), "0");
}

TEST(NumPktsTtl96128, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_TTL_96_128", Ethernet{} / Ipv4{.ttl = 97} / Udp{}), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_ttl_96_128
