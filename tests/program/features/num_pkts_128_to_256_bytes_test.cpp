// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_128_to_256_bytes {

static Packet of(std::uint16_t octets) { return Ethernet{} / Ipv4{.total_length = octets} / Udp{}; }
static Packet ipv6(std::uint16_t octets) {
    return Ethernet{} / Ipv6{.payload_length = static_cast<std::uint16_t>(octets - 40)} / Udp{};
}

TEST(NumPkts128To256Bytes, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_128_TO_256_BYTES", {of(129), of(256), of(128), of(257)}), "2");
}

TEST(NumPkts128To256Bytes, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_128_TO_256_BYTES", {of(128), of(257)}), "0"); }

TEST(NumPkts128To256Bytes, CountsIpv6WithItsHeader) {
    EXPECT_EQ(metered("NUM_PKTS_128_TO_256_BYTES", {ipv6(129), ipv6(256)}), "2");
    EXPECT_EQ(metered("NUM_PKTS_128_TO_256_BYTES", {ipv6(128), ipv6(257)}), "0");
}

TEST(NumPkts128To256Bytes, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .total_length = 256} / Udp{};

    EXPECT_EQ(metered("NUM_PKTS_128_TO_256_BYTES", {of(256), other, of(256)}, "IPV4_SRC_ADDR NUM_PKTS_128_TO_256_BYTES"), "1 2");
}

TEST(NumPkts128To256Bytes, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_128_TO_256_BYTES", of(256)), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_128_to_256_bytes
