// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::client_tcp_flags {

TEST(ClientTcpFlags, AreThoseOfTheSource) {
    EXPECT_EQ(of_both("CLIENT_TCP_FLAGS", {asks({.flags = 0x02}), asks({.flags = 0x10})}), "18");
    EXPECT_EQ(metered("CLIENT_TCP_FLAGS", in_turn({asks({.flags = 0x02}), answers({.flags = 0x12}), asks({.flags = 0x110})}),
                      std::string(kBothDirections) + "CLIENT_TCP_FLAGS OUT_PKTS"),
              "18");
}

TEST(ClientTcpFlags, AreZeroInOtherProtocols) { EXPECT_EQ(metered("CLIENT_TCP_FLAGS", {Ethernet{} / Ipv6{} / Udp{}}), "0"); }

TEST(ClientTcpFlags, NeedTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets("CLIENT_TCP_FLAGS", Ethernet{} / Ipv4{} / Tcp{.flags = 0x18}), "0: malformed, 34: 0, 54: 24");
}

}  // namespace support::client_tcp_flags
