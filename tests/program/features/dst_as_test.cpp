// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support {

TEST(DstAs, IsZeroWhileNotKnown) {
    EXPECT_EQ(metered("DST_AS", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(DstAs, IsShownInFlowsOfBothFamilies) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered("DST_AS", frames, "IPV4_SRC_ADDR DST_AS IN_PKTS"), "0 0");
}

TEST(DstAs, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("DST_AS", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support
