// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_over_1514_bytes {

static Packet of(std::uint16_t octets) { return Ethernet{} / Ipv4{.total_length = octets} / Udp{}; }
static Packet ipv6(std::uint16_t octets) {
    return Ethernet{} / Ipv6{.payload_length = static_cast<std::uint16_t>(octets - 40)} / Udp{};
}

TEST(NumPktsOver1514Bytes, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_OVER_1514_BYTES", {of(1515), of(65535), of(1514)}), "2");
}

TEST(NumPktsOver1514Bytes, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_OVER_1514_BYTES", {of(1514)}), "0"); }

TEST(NumPktsOver1514Bytes, CountsIpv6WithItsHeader) {
    EXPECT_EQ(metered("NUM_PKTS_OVER_1514_BYTES", {ipv6(1515), ipv6(65535)}), "2");
    EXPECT_EQ(metered("NUM_PKTS_OVER_1514_BYTES", {ipv6(1514)}), "0");
}

TEST(NumPktsOver1514Bytes, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .total_length = 65535} / Udp{};

    EXPECT_EQ(metered("NUM_PKTS_OVER_1514_BYTES", {of(65535), other, of(65535)}, "IPV4_SRC_ADDR NUM_PKTS_OVER_1514_BYTES"),
              "1 2");
}

TEST(NumPktsOver1514Bytes, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_OVER_1514_BYTES", of(65535)), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_over_1514_bytes
