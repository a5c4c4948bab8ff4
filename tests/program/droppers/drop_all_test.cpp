// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::droppers_drop_all {

TEST(DropAll, DropsWhatHasBeenCounted) {
    const Metering metering =
        Meter("IN_PKTS", {.droppers = {"all"}}).run({Ethernet{} / Ipv4{} / Udp{}, Ethernet{} / Ipv6{} / Tcp{}});

    EXPECT_EQ(metering.values("IN_PKTS"), "2");
    EXPECT_EQ(metering.counters.frames, 2U);
    EXPECT_EQ(metering.counters.dropped[0], 2U);
}

TEST(DropAll, DropsFramesThatAreNoFlow) {
    const Packet arp = Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806},
                 malformed = Ethernet{} / Ipv4{.version = 5} / Udp{};

    const Metering metering = Meter("IN_PKTS", {.droppers = {"all"}}).run({arp, malformed});

    EXPECT_EQ(metering.flows.size(), 0U);
    EXPECT_EQ(metering.counters.non_ip, 1U);
    EXPECT_EQ(metering.counters.malformed, 1U);
    EXPECT_EQ(metering.counters.dropped[0], 2U);
}

TEST(DropAll, DropsNothingUnlessAskedFor) {
    const Metering metering = Meter("IN_PKTS").run({Ethernet{} / Ipv4{} / Udp{}});

    EXPECT_EQ(metering.counters.dropped[0], 0U);
}

}  // namespace support::droppers_drop_all
