// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ipv6_option_headers {

TEST(Ipv6OptionHeaders, HasABitForEachHeader) {
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / HopByHop{} / Udp{}}), "2");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / DestinationOptions{} / Udp{}}), "1");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / Routing{} / Udp{}}), "32");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / Fragment{.more = true} / Udp{}}), "16");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / Fragment{.offset = 1} / Udp{}}), "64");
    EXPECT_EQ(
        metered("IPV6_OPTION_HEADERS",
                {Ethernet{} / Ipv6{} / Raw{.payload = octets({17, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), .protocol = 51} / Udp{}}),
        "16384");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS",
                      {Ethernet{} / Ipv6{} / Raw{.payload = octets({59, 0, 0, 0, 0, 0, 0, 0}), .protocol = 135}}),
              "4096");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(Ipv6OptionHeaders, KnowsThatSomeHideWhatTheyCarry) {
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / Raw{.payload = zeros(20), .protocol = 50}}), "8200");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / HopByHop{} / Raw{.payload = zeros(20), .protocol = 108}}),
              "32778");
}

TEST(Ipv6OptionHeaders, AccumulatesOverHeadersAndPackets) {
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / HopByHop{} / DestinationOptions{} / Routing{} / Fragment{} /
                                              DestinationOptions{} / Udp{}}),
              "51");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / HopByHop{} / Udp{}, Ethernet{} / Ipv6{} / Udp{},
                                              Ethernet{} / Ipv6{} / Routing{} / Udp{}}),
              "34");
}

TEST(Ipv6OptionHeaders, EndsBehindALaterFragment) {
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv6{} / HopByHop{} / Fragment{.offset = 1} / Routing{} / Udp{}}),
              "66");
}

TEST(Ipv6OptionHeaders, WalksEightHeaders) {
    Packet packet{Ethernet{}};
    packet.add(Ipv6{});
    for (int i = 0; i < 7; i++) packet.add(DestinationOptions{});
    const Packet eight = packet / Routing{} / Udp{}, nine = packet / DestinationOptions{} / Routing{} / Udp{};

    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {eight}), "33");
    EXPECT_EQ(metered("IPV6_OPTION_HEADERS", {nine}), "9");
}

TEST(Ipv6OptionHeaders, IsZeroInIpv4) {
    EXPECT_EQ(
        metered("IPV6_OPTION_HEADERS", {Ethernet{} / Ipv4{.fragment_offset = 1, .protocol = 44} / Raw{.payload = zeros(8)}}),
        "0");
}

TEST(Ipv6OptionHeaders, SaysThatAHeaderIsCut) {
    EXPECT_EQ(by_captured_octets("IPV6_OPTION_HEADERS", Ethernet{} / Ipv6{} / HopByHop{} / Routing{.options = zeros(14)} / Udp{}),
              "0: malformed, 54: 8, 62: 10, 78: 34");
}

}  // namespace support::ipv6_option_headers
