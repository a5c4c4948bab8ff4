// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::flow_active_timeout {

TEST(FlowActiveTimeout, IsTheSetting) {
    exporter::Sources sources;
    sources.probe.active_s = 40000;

    EXPECT_EQ(metered_with(sources, "FLOW_ACTIVE_TIMEOUT", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "40000");
}

TEST(FlowActiveTimeout, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.active_s = 40000;

    EXPECT_EQ(metered_with(sources, "FLOW_ACTIVE_TIMEOUT", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}},
                           "IPV4_SRC_ADDR FLOW_ACTIVE_TIMEOUT"),
              "40000 40000");
}

TEST(FlowActiveTimeout, IsZeroUnlessSet) {
    EXPECT_EQ(metered("FLOW_ACTIVE_TIMEOUT", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(FlowActiveTimeout, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("FLOW_ACTIVE_TIMEOUT", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_active_timeout
