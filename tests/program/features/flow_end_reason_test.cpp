// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::flow_end_reason {

TEST(FlowEndReason, IsForcedAtTheEndOfACapture) {
    EXPECT_EQ(metered("FLOW_END_REASON", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "4");
}

TEST(FlowEndReason, IsShownInFlowsOfBothFamilies) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered("FLOW_END_REASON", frames, "IPV4_SRC_ADDR FLOW_END_REASON IN_PKTS"), "4 4");
}

TEST(FlowEndReason, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("FLOW_END_REASON", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_end_reason
