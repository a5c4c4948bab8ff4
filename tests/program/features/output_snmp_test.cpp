// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support {

TEST(OutputSnmp, IsZeroWhileNotKnown) {
    EXPECT_EQ(metered("OUTPUT_SNMP", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(OutputSnmp, IsShownInFlowsOfBothFamilies) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered("OUTPUT_SNMP", frames, "IPV4_SRC_ADDR OUTPUT_SNMP IN_PKTS"), "0 0");
}

TEST(OutputSnmp, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("OUTPUT_SNMP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support
