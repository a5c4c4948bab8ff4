// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_options {

static Packet tcp(Octets options) { return Ethernet{} / Ipv4{} / Tcp{.options = std::move(options)}; }

TEST(TcpOptions, HasABitForEachKind) {
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({2, 4, 5, 0xb4, 4, 2, 3, 3, 7}))}), "29");
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0}))}), "258");
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({63, 4, 0, 0}))}), "9223372036854775808");
    EXPECT_EQ(metered("tcpOptions", {Ethernet{} / Ipv6{} / Routing{} / Tcp{.options = octets({5, 2, 1, 1})}}), "34");
}

TEST(TcpOptions, HasNoBitsForKindsAbove63) { EXPECT_EQ(metered("tcpOptions", {tcp(octets({64, 4, 0, 0, 253, 4, 0, 0}))}), "0"); }

TEST(TcpOptions, AccumulatesOverPackets) {
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({2, 4, 5, 0xb4})), Ethernet{} / Ipv4{} / Tcp{}, tcp(octets({34, 4, 0, 0}))}),
              "17179869188");
}

TEST(TcpOptions, KnowsFortyOctetsAndNoMore) {
    EXPECT_EQ(metered("tcpOptions", {tcp(Octets(40, std::byte{1}))}), "2");
    EXPECT_EQ(
        metered("tcpOptions", {tcp(Octets(40, std::byte{1})), Ethernet{} / Ipv4{} / Tcp{} / Raw{.payload = octets({8, 2})}}),
        "2");
    EXPECT_EQ(metered("tcpOptions", {Ethernet{} / Ipv4{} / Tcp{.options = Octets(36, std::byte{1}), .header_words = 13} /
                                     Raw{.payload = octets({4, 2})}}),
              "2");
}

TEST(TcpOptions, EndsAtTheListsEndAndAtBadLengths) {
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({0, 8, 2, 4}))}), "1");
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({1, 8, 0, 4}))}), "2");
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({1, 8, 1, 4}))}), "2");
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({1, 8, 4, 4}))}), "2");
    EXPECT_EQ(metered("tcpOptions", {tcp(octets({1, 1, 1, 8}))}), "2");
}

TEST(TcpOptions, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpOptions", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(40, std::byte{0xf1})}}), "0");
    EXPECT_EQ(metered("tcpOptions", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.options = octets({1, 1, 1, 1})}}), "0");
    EXPECT_EQ(metered("tcpOptions", {Ethernet{} / Ipv4{} / Tcp{.header_words = 4} / Raw{.payload = octets({1, 1, 1, 1})}}), "0");
}

TEST(TcpOptions, ReadsAsFarAsWasCaptured) {
    EXPECT_EQ(
        by_captured_octets("tcpOptions", Ethernet{} / Ipv4{} / Tcp{.options = octets({1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0})}),
        "0: malformed, 34: 0, 55: 2, 57: 258, 66: 259");
}

}  // namespace support::tcp_options
