// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support {

// Both directions of a flow are not joined yet.
TEST(DownstreamTunnelId, IsNotKnown) {
    EXPECT_EQ(tunnelled("DOWNSTREAM_TUNNEL_ID", {Ethernet{} / Ipv4{} / Gre{.key = 5} / Ipv4{} / Udp{}}), "0");
    EXPECT_EQ(metered("DOWNSTREAM_TUNNEL_ID", {Ethernet{} / Ipv4{} / Udp{}}), "0");
}

}  // namespace support
