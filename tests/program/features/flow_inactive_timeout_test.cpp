// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::flow_inactive_timeout {

TEST(FlowInactiveTimeout, IsTheSetting) {
    exporter::Sources sources;
    sources.probe.idle_s = 300;

    EXPECT_EQ(metered_with(sources, "FLOW_INACTIVE_TIMEOUT", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "300");
}

TEST(FlowInactiveTimeout, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.idle_s = 300;

    EXPECT_EQ(metered_with(sources, "FLOW_INACTIVE_TIMEOUT", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}},
                           "IPV4_SRC_ADDR FLOW_INACTIVE_TIMEOUT"),
              "300 300");
}

TEST(FlowInactiveTimeout, IsZeroUnlessSet) {
    EXPECT_EQ(metered("FLOW_INACTIVE_TIMEOUT", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(FlowInactiveTimeout, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("FLOW_INACTIVE_TIMEOUT", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_inactive_timeout
