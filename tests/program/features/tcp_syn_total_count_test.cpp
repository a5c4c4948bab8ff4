// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::tcp_syn_total_count {

TEST(TcpSynTotalCount, CountsPacketsWithTheFlag) {
    EXPECT_EQ(metered("tcpSynTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0x2}, Ethernet{} / Ipv4{} / Tcp{.flags = 0xfff},
                                           Ethernet{} / Ipv4{} / Tcp{.flags = 0xffd}}),
              "2");
    EXPECT_EQ(metered("tcpSynTotalCount", {Ethernet{} / Ipv6{} / Tcp{.flags = 0x2}}), "1");
}

TEST(TcpSynTotalCount, IsZeroWithoutIt) {
    EXPECT_EQ(metered("tcpSynTotalCount", {Ethernet{} / Ipv4{} / Tcp{.flags = 0xffd}, Ethernet{} / Ipv4{} / Tcp{.flags = 0x0}}),
              "0");
}

TEST(TcpSynTotalCount, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(metered("tcpSynTotalCount", {Ethernet{} / Ipv4{} / Udp{} / Raw{.payload = Octets(20, std::byte{0xff})}}), "0");
    EXPECT_EQ(metered("tcpSynTotalCount", {Ethernet{} / Ipv4{.fragment_offset = 1} / Tcp{.flags = 0xfff}}), "0");
}

TEST(TcpSynTotalCount, NeedsTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("tcpSynTotalCount", Ethernet{} / Ipv4{} / Tcp{.flags = 0x2}), "0: malformed, 34: 0, 54: 1");
}

}  // namespace support::tcp_syn_total_count
