// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_up_to_128_bytes {

static Packet of(std::uint16_t octets) { return Ethernet{} / Ipv4{.total_length = octets} / Udp{}; }
static Packet ipv6(std::uint16_t octets) {
    return Ethernet{} / Ipv6{.payload_length = static_cast<std::uint16_t>(octets - 40)} / Udp{};
}

TEST(NumPktsUpTo128Bytes, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_UP_TO_128_BYTES", {of(28), of(128), of(129)}), "2");
}

TEST(NumPktsUpTo128Bytes, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_UP_TO_128_BYTES", {of(129)}), "0"); }

TEST(NumPktsUpTo128Bytes, CountsIpv6WithItsHeader) {
    EXPECT_EQ(metered("NUM_PKTS_UP_TO_128_BYTES", {ipv6(48), ipv6(128)}), "2");
    EXPECT_EQ(metered("NUM_PKTS_UP_TO_128_BYTES", {ipv6(129)}), "0");
}

TEST(NumPktsUpTo128Bytes, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .total_length = 128} / Udp{};

    EXPECT_EQ(metered("NUM_PKTS_UP_TO_128_BYTES", {of(128), other, of(128)}, "IPV4_SRC_ADDR NUM_PKTS_UP_TO_128_BYTES"), "1 2");
}

TEST(NumPktsUpTo128Bytes, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_UP_TO_128_BYTES", of(128)), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_up_to_128_bytes
