// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_1024_to_1514_bytes {

static Packet of(std::uint16_t octets) { return Ethernet{} / Ipv4{.total_length = octets} / Udp{}; }
static Packet ipv6(std::uint16_t octets) {
    return Ethernet{} / Ipv6{.payload_length = static_cast<std::uint16_t>(octets - 40)} / Udp{};
}

TEST(NumPkts1024To1514Bytes, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_1024_TO_1514_BYTES", {of(1025), of(1514), of(1024), of(1515)}), "2");
}

TEST(NumPkts1024To1514Bytes, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_1024_TO_1514_BYTES", {of(1024), of(1515)}), "0"); }

TEST(NumPkts1024To1514Bytes, CountsIpv6WithItsHeader) {
    EXPECT_EQ(metered("NUM_PKTS_1024_TO_1514_BYTES", {ipv6(1025), ipv6(1514)}), "2");
    EXPECT_EQ(metered("NUM_PKTS_1024_TO_1514_BYTES", {ipv6(1024), ipv6(1515)}), "0");
}

TEST(NumPkts1024To1514Bytes, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .total_length = 1514} / Udp{};

    EXPECT_EQ(metered("NUM_PKTS_1024_TO_1514_BYTES", {of(1514), other, of(1514)}, "IPV4_SRC_ADDR NUM_PKTS_1024_TO_1514_BYTES"),
              "1 2");
}

TEST(NumPkts1024To1514Bytes, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_1024_TO_1514_BYTES", of(1514)), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_1024_to_1514_bytes
