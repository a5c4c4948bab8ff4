// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::tcp_syn_size {

static Packet tcp(std::uint16_t flags, std::size_t options = 0) {
    return Ethernet{} / Ipv4{} / Tcp{.flags = flags, .options = zeros(options)};
}

static std::string size(const std::vector<Captured>& frames) { return metered("tcpSynSize", frames); }

TEST(TcpSynSize, IsThatOfASynThatComesFirst) {
    EXPECT_EQ(size({tcp(0x02, 20), tcp(0x10)}), "60");
    EXPECT_EQ(size({tcp(0x02), tcp(0x02, 20)}), "40");
    EXPECT_EQ(size({tcp(0x12, 12)}), "52");
    EXPECT_EQ(size({Ethernet{} / Vlan{} / Ipv6{} / DestinationOptions{} / Tcp{.flags = 0xc2, .options = zeros(20)}}), "88");
    EXPECT_EQ(size({Ethernet{} / Ipv4{} / Tcp{.flags = 2} / Raw{zeros(7)}}), "47");
}

TEST(TcpSynSize, IsKeptBeyondSnapshots) { EXPECT_EQ(size({tcp(0x02, 20), {tcp(0x02), {.after_snapshot = true}}}), "60"); }

TEST(TcpSynSize, StaysZeroWithoutASynInFront) {
    EXPECT_EQ(size({tcp(0x10), tcp(0x02)}), "0");
    EXPECT_EQ(size({Ethernet{} / Ipv4{} / Udp{}}), "0");
}

TEST(TcpSynSize, IsThatOfTheClientWhereDirectionsAreJoined) {
    EXPECT_EQ(metered("tcpSynSize", in_turn({asks({.flags = 2, .options = zeros(20)}), answers({.flags = 0x12})}),
                      std::string(kBothDirections) + "OUT_PKTS tcpSynSize"),
              "60");
}

TEST(TcpSynSize, HasANameOfIpfixprobesToo) { EXPECT_EQ(metered("tcpSynSize", {tcp(0x02)}, "TCP_SYN_SIZE"), "40"); }

TEST(TcpSynSize, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpSynSize", tcp(0x02)), "0: malformed, 34: 0, 54: 40");
}

}  // namespace support::tcp_syn_size
