// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::out_pkts {

TEST(OutPkts, CountsWhatComesBack) {
    EXPECT_EQ(of_both("OUT_PKTS", {asks({}), answers({}), asks({}), answers({}), answers({})}), "3");
    EXPECT_EQ(of_both("OUT_PKTS", {asks({}), asks({})}), "0");
}

TEST(OutPkts, LeavesInPktsToTheOtherDirection) {
    EXPECT_EQ(
        metered("IN_PKTS", in_turn({asks({}), answers({}), answers({})}), std::string(kBothDirections) + "IN_PKTS OUT_PKTS"),
        "1");
}

TEST(OutPkts, JoinsDirectionsInIpv6) {
    const Packet there = Ethernet{} / Ipv6{} / Udp{};
    const Packet back = Ethernet{} / Ipv6{.source = "2001:db8::2", .destination = "2001:db8::1"} / Udp{53, 49152};

    EXPECT_EQ(of_both("OUT_PKTS", {there, back, back}), "2");
}

TEST(OutPkts, JoinsAnEchoAndItsReply) {
    const Packet echo = Ethernet{} / to_server() / Icmp{8}, reply = Ethernet{} / to_client() / Icmp{0};
    EXPECT_EQ(of_both("OUT_PKTS", {echo, reply, reply}), "2");

    const Packet unreachable = Ethernet{} / to_client() / Icmp{3, 1};
    EXPECT_EQ(of_both("OUT_PKTS", {echo, unreachable}), "0 0");
}

TEST(OutPkts, JoinsOnlyWhatIsTheSameConversation) {
    EXPECT_EQ(of_both("OUT_PKTS", {asks({}), answers({.source_port = 49153})}), "0 0");
    EXPECT_EQ(of_both("OUT_PKTS", {asks({}), Ethernet{} / to_client() / Udp{443, 49152}}), "0 0");
}

TEST(OutPkts, IsOfTheEndThatDidNotBegin) {
    const Facts late{.time_ns = 2'000'000'000}, early{.time_ns = 1'000'000'000};
    const std::string fields = std::string(kBothDirections) + "OUT_PKTS";

    EXPECT_EQ(metered("IPV4_SRC_ADDR", {{asks({}), late}, {answers({}), early}}, fields), "198.51.100.2");
    EXPECT_EQ(metered("IPV4_SRC_ADDR", {{asks({}), early}, {answers({}), late}}, fields), "192.0.2.1");
}

TEST(OutPkts, StaysZeroWhereTheKeyDoesNotTellDirectionsApart) {
    EXPECT_EQ(metered("OUT_PKTS", in_turn({asks({}), answers({})})), "0");
    EXPECT_EQ(metered("OUT_PKTS", in_turn({asks({}), answers({})}), "L4_DST_PORT OUT_PKTS"), "0 0");
}

}  // namespace support::out_pkts
