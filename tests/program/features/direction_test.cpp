// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support {

TEST(Direction, IsIngressInCaptures) {
    EXPECT_EQ(metered("DIRECTION", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(Direction, IsShownInFlowsOfBothFamilies) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered("DIRECTION", frames, "IPV4_SRC_ADDR DIRECTION IN_PKTS"), "0 0");
}

TEST(Direction, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("DIRECTION", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support
