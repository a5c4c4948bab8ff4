// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ipv4_options {

static Packet of(Octets options) { return Ethernet{} / Ipv4{.options = std::move(options)} / Udp{}; }

TEST(Ipv4Options, HasABitForEachOptionNumber) {
    EXPECT_EQ(metered("ipv4Options", {of(octets({7, 4, 4, 0}))}), "128");
    EXPECT_EQ(metered("ipv4Options", {of(octets({148, 4, 0, 0}))}), "1048576");
    EXPECT_EQ(metered("ipv4Options", {of(octets({1, 1, 130, 2}))}), "6");
    EXPECT_EQ(metered("ipv4Options", {of(octets({68, 5, 0, 0, 0, 222, 2, 0}))}), "1073741841");
}

TEST(Ipv4Options, KnowsTypesThatAreAssignedAndNoOthers) {
    EXPECT_EQ(metered("ipv4Options", {of(octets({20, 4, 0, 0, 135, 4, 0, 0}))}), "0");
    EXPECT_EQ(metered("ipv4Options", {of(octets({20, 4, 0, 0, 148, 4, 0, 0}))}), "1048576");
}

TEST(Ipv4Options, AccumulatesOverPackets) {
    EXPECT_EQ(metered("ipv4Options", {of(octets({7, 4, 4, 0})), Ethernet{} / Ipv4{} / Udp{}, of(octets({131, 4, 4, 0}))}), "136");
}

TEST(Ipv4Options, KnowsFortyOctetsAndNoMore) {
    EXPECT_EQ(metered("ipv4Options", {of(Octets(40, std::byte{1}))}), "2");
    EXPECT_EQ(metered("ipv4Options", {Ethernet{} / Ipv4{.options = Octets(4, std::byte{1})} /
                                      Raw{.payload = octets({7, 4, 4, 0}), .protocol = 17}}),
              "2");
}

TEST(Ipv4Options, EndsAtTheListsEndAndAtBadLengths) {
    EXPECT_EQ(metered("ipv4Options", {of(octets({0, 7, 3, 4}))}), "1");
    EXPECT_EQ(metered("ipv4Options", {of(octets({1, 7, 1, 4}))}), "2");
    EXPECT_EQ(metered("ipv4Options", {of(octets({1, 7, 4, 4}))}), "2");
}

TEST(Ipv4Options, IsZeroInIpv6) {
    EXPECT_EQ(metered("ipv4Options", {Ethernet{} / Ipv6{} / HopByHop{.options = octets({7, 4, 4, 0, 1, 1})} / Udp{}}), "0");
}

TEST(Ipv4Options, NeedsTheWholeIpHeader) {
    EXPECT_EQ(by_captured_octets("ipv4Options", Ethernet{} / Vlan{} / Mpls{} / Ipv4{.options = octets({7, 4, 4, 0})} / Udp{}),
              "0: malformed, 46: 128");
}

}  // namespace support::ipv4_options
