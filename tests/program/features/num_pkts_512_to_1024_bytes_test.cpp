// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::num_pkts_512_to_1024_bytes {

static Packet of(std::uint16_t octets) { return Ethernet{} / Ipv4{.total_length = octets} / Udp{}; }
static Packet ipv6(std::uint16_t octets) {
    return Ethernet{} / Ipv6{.payload_length = static_cast<std::uint16_t>(octets - 40)} / Udp{};
}

TEST(NumPkts512To1024Bytes, CountsPacketsWithinItsBounds) {
    EXPECT_EQ(metered("NUM_PKTS_512_TO_1024_BYTES", {of(513), of(1024), of(512), of(1025)}), "2");
}

TEST(NumPkts512To1024Bytes, IsZeroOutside) { EXPECT_EQ(metered("NUM_PKTS_512_TO_1024_BYTES", {of(512), of(1025)}), "0"); }

TEST(NumPkts512To1024Bytes, CountsIpv6WithItsHeader) {
    EXPECT_EQ(metered("NUM_PKTS_512_TO_1024_BYTES", {ipv6(513), ipv6(1024)}), "2");
    EXPECT_EQ(metered("NUM_PKTS_512_TO_1024_BYTES", {ipv6(512), ipv6(1025)}), "0");
}

TEST(NumPkts512To1024Bytes, IsMeteredByFlow) {
    const Packet other = Ethernet{} / Ipv4{.source = "203.0.113.9", .total_length = 1024} / Udp{};

    EXPECT_EQ(metered("NUM_PKTS_512_TO_1024_BYTES", {of(1024), other, of(1024)}, "IPV4_SRC_ADDR NUM_PKTS_512_TO_1024_BYTES"),
              "1 2");
}

TEST(NumPkts512To1024Bytes, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("NUM_PKTS_512_TO_1024_BYTES", of(1024)), "0: malformed, 34: 1");
}

}  // namespace support::num_pkts_512_to_1024_bytes
