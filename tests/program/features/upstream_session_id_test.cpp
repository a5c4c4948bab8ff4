// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::upstream_session_id {

static Packet l2tp(const L2tp& header) {
    return Ethernet{} / Ipv4{} / Udp{.destination_port = 1701} / header / Ppp{} / Ipv4{} / Udp{};
}

static std::string session(const std::vector<Captured>& packets) { return tunnelled("UPSTREAM_SESSION_ID", packets); }

TEST(UpstreamSessionId, IsThatOfL2tp) {
    EXPECT_EQ(session({l2tp({.tunnel = 3, .session = 4})}), "4");
    EXPECT_EQ(session({l2tp({.tunnel = 3, .session = 0xabcd, .length = true, .sequence = true})}), "43981");
    EXPECT_EQ(
        session({Ethernet{} / Ipv6{} / Udp{.source_port = 1701} / L2tp{.tunnel = 0xffff, .session = 7} / Ppp{} / Ipv6{} / Udp{}}),
        "7");
}

TEST(UpstreamSessionId, IsThatOfTheInnermostTunnelThatHasAnIdentifier) {
    const Packet outer = Ethernet{} / Ipv4{} / Udp{.destination_port = 1701} / L2tp{.session = 5} / Ppp{} / Ipv4{};

    EXPECT_EQ(session({outer / Gre{} / Ipv4{} / Udp{}}), "5");
    EXPECT_EQ(session({outer / Gre{.key = 9} / Ipv4{} / Udp{}}), "0");
}

// The same addresses in two sessions are two hosts.
TEST(UpstreamSessionId, TellsFlowsApart) {
    EXPECT_EQ(
        tunnelled("IN_PKTS", {l2tp({.session = 1}), l2tp({.session = 2}), l2tp({.session = 1})}, "IN_PKTS UPSTREAM_SESSION_ID"),
        "1 2");
    EXPECT_EQ(session({l2tp({.session = 1}), l2tp({.session = 2})}), "1 2");
}

TEST(UpstreamSessionId, IsZeroInOtherTunnelsAndOutside) {
    EXPECT_EQ(session({Ethernet{} / Ipv4{} / Gre{.key = 0x12345} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(session({Ethernet{} / Ipv4{} / Udp{.destination_port = 4789} / Vxlan{.network = 77} / Ethernet{} / Ipv6{} / Udp{}}),
              "0");
    EXPECT_EQ(session({Ethernet{} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(metered("UPSTREAM_SESSION_ID", {l2tp({.session = 4})}), "0");  // not looked into
}

TEST(UpstreamSessionId, NeedsAWholeHeaderInside) {
    EXPECT_EQ(tunnelled_by_octets("UPSTREAM_SESSION_ID", l2tp({.session = 4})), "0: malformed, 34: 0, 72: 4");
}

}  // namespace support::upstream_session_id
