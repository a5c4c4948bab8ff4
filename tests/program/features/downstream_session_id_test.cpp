// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"
#include "tests/support/tunnelled.hpp"

namespace support::downstream_session_id {

static Packet in_session(std::uint16_t session, const Ipv4& inner, const Udp& udp) {
    return Ethernet{} / Ipv4{} / Udp{.destination_port = 1701} / L2tp{.tunnel = 9, .session = session} / Ppp{} / inner / udp;
}

static std::string downstream(const std::vector<Packet>& packets) {
    return tunnelled("DOWNSTREAM_SESSION_ID", in_turn(packets),
                     std::string(kBothDirections) + "UPSTREAM_SESSION_ID DOWNSTREAM_SESSION_ID");
}

TEST(DownstreamSessionId, IsThatOfTheOtherDirection) {
    const Packet there = in_session(5, to_server(), {}), back = in_session(7, to_client(), {53, 49152});

    EXPECT_EQ(downstream({there, back}), "7");
    EXPECT_EQ(downstream({back, there}), "5");
    EXPECT_EQ(downstream({there}), "0");
}

TEST(DownstreamSessionId, IsZeroOutsideOfTunnels) { EXPECT_EQ(of_both("DOWNSTREAM_SESSION_ID", {asks({}), answers({})}), "0"); }

}  // namespace support::downstream_session_id
