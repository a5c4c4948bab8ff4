// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ip_header_length {

TEST(IpHeaderLength, CountsOptionsOfIpv4) {
    EXPECT_EQ(metered("ipHeaderLength", {Ethernet{} / Ipv4{} / Udp{}}), "20");
    EXPECT_EQ(metered("ipHeaderLength", {Ethernet{} / Ipv4{.options = zeros(40)} / Udp{}}), "60");
}

TEST(IpHeaderLength, IsFortyInIpv6WhateverFollows) {
    EXPECT_EQ(metered("ipHeaderLength", {Ethernet{} / Ipv6{} / HopByHop{} / Udp{}}), "40");
}

TEST(IpHeaderLength, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("ipHeaderLength", {Ethernet{} / Ipv4{.options = zeros(4)} / Udp{}, Ethernet{} / Ipv4{} / Udp{}}), "24");
}

TEST(IpHeaderLength, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("ipHeaderLength", Ethernet{} / Mpls{} / Ipv4{.options = zeros(8)} / Udp{}),
              "0: malformed, 46: 28");
}

}  // namespace support::ip_header_length
