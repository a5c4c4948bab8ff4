// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support {

TEST(SrcAs, IsZeroWhileNotKnown) {
    EXPECT_EQ(metered("SRC_AS", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(SrcAs, IsShownInFlowsOfBothFamilies) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered("SRC_AS", frames, "IPV4_SRC_ADDR SRC_AS IN_PKTS"), "0 0");
}

TEST(SrcAs, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SRC_AS", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support
