// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::cumulative_icmp_type {

static Packet icmp(std::uint8_t type) { return Ethernet{} / Ipv4{} / Icmp{.type = type}; }
static Packet icmp6(std::uint8_t type) { return Ethernet{} / Ipv6{} / Icmp6{.type = type}; }

TEST(CumulativeIcmpType, HasABitForEachType) {
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp(0), icmp(8)}), "257");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp(30)}), "1073741824");
}

TEST(CumulativeIcmpType, HasTheLowestBitsForTheInformationOfIcmp6) {
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp6(128), icmp6(129)}), "3");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp6(1), icmp6(158)}), "1073741826");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp(130)}), "2147483648");
}

TEST(CumulativeIcmpType, HasOneBitForAllOtherTypes) {
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp(31)}), "2147483648");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp(40)}), "2147483648");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp6(127)}), "2147483648");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp6(159)}), "2147483648");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {icmp6(255)}), "2147483648");
}

TEST(CumulativeIcmpType, StaysZeroInOtherProtocols) {
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {Ethernet{} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {Ethernet{} / Ipv6{} / Tcp{}}), "0");
    EXPECT_EQ(metered("CUMULATIVE_ICMP_TYPE", {Ethernet{} / Ipv4{.fragment_offset = 1} / Icmp{}}), "0");
}

TEST(CumulativeIcmpType, NeedsTheWholeMinimalHeader) {
    EXPECT_EQ(by_captured_octets("CUMULATIVE_ICMP_TYPE", icmp(8)), "0: malformed, 34: 0, 42: 256");
    EXPECT_EQ(by_captured_octets("CUMULATIVE_ICMP_TYPE", icmp6(1)), "0: malformed, 54: 0, 58: 2");
}

}  // namespace support::cumulative_icmp_type
