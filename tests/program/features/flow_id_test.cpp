// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::flow_id {

TEST(FlowId, IsAnotherOneInEachFlow) {
    EXPECT_EQ(metered("FLOW_ID", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}, "FLOW_ID PROTOCOL"), "1 2");
    EXPECT_EQ(metered("FLOW_ID", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}, "FLOW_ID IPV4_SRC_ADDR"), "1 2");
}

TEST(FlowId, IsOneForAllPacketsOfAFlow) {
    EXPECT_EQ(metered("FLOW_ID", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv4{} / Tcp{}}), "1");
}

TEST(FlowId, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("FLOW_ID", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_id
