// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"
#include "tests/support/tunnelled.hpp"

namespace support::downstream_tunnel_id {

static std::string downstream(const std::vector<Captured>& frames) {
    return tunnelled("DOWNSTREAM_TUNNEL_ID", frames, std::string(kBothDirections) + "UPSTREAM_TUNNEL_ID DOWNSTREAM_TUNNEL_ID");
}

TEST(DownstreamTunnelId, IsThatOfTheOtherDirection) {
    const Facts first{.time_ns = 1'000'000'000}, second{.time_ns = 2'000'000'000};
    const Captured there{Ethernet{} / Ipv4{} / Gre{.key = 5} / to_server() / Udp{}, first};
    const Captured back{Ethernet{} / Ipv4{} / Gre{.key = 7} / to_client() / Udp{53, 49152}, second};

    EXPECT_EQ(downstream({there, back}), "7");
    EXPECT_EQ(downstream({there}), "0");
}

TEST(DownstreamTunnelId, IsZeroOutsideOfTunnels) { EXPECT_EQ(of_both("DOWNSTREAM_TUNNEL_ID", {asks({}), answers({})}), "0"); }

}  // namespace support::downstream_tunnel_id
