// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::sampling_interval {

TEST(SamplingInterval, IsTheSetting) {
    exporter::Sources sources;
    sources.probe.sampling_interval = 100000;

    EXPECT_EQ(metered_with(sources, "SAMPLING_INTERVAL", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "100000");
}

TEST(SamplingInterval, IsOneUnlessSet) {
    EXPECT_EQ(metered("SAMPLING_INTERVAL", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "1");
}

TEST(SamplingInterval, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SAMPLING_INTERVAL", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::sampling_interval
