// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_256_to_512_bytes {

static Packet of(std::uint16_t octets) { return Ethernet{} / Ipv4{.total_length = octets} / Udp{}; }
static Packet ipv6(std::uint16_t octets) {
    return Ethernet{} / Ipv6{.payload_length = static_cast<std::uint16_t>(octets - 40)} / Udp{};
}

TEST(NumPkts256To512Bytes, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_256_TO_512_BYTES", {of(257), of(512), of(256), of(513)}), "2");
}

TEST(NumPkts256To512Bytes, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_256_TO_512_BYTES", {of(256), of(513)}), "0"); }

TEST(NumPkts256To512Bytes, CountsIpv6WithItsHeader) {
    EXPECT_EQ(metered("NUM_PKTS_256_TO_512_BYTES", {ipv6(257), ipv6(512)}), "2");
    EXPECT_EQ(metered("NUM_PKTS_256_TO_512_BYTES", {ipv6(256), ipv6(513)}), "0");
}

TEST(NumPkts256To512Bytes, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .total_length = 512} / Udp{};

    EXPECT_EQ(metered("NUM_PKTS_256_TO_512_BYTES", {of(512), other, of(512)}, "IPV4_SRC_ADDR NUM_PKTS_256_TO_512_BYTES"), "1 2");
}

TEST(NumPkts256To512Bytes, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_256_TO_512_BYTES", of(512)), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_256_to_512_bytes
