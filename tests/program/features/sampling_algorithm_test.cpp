// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::sampling_algorithm {

TEST(SamplingAlgorithm, IsTheSetting) {
    exporter::Sources sources;
    sources.probe.sampling_algorithm = 2;

    EXPECT_EQ(metered_with(sources, "SAMPLING_ALGORITHM", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "2");
}

TEST(SamplingAlgorithm, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.sampling_algorithm = 2;

    EXPECT_EQ(metered_with(sources, "SAMPLING_ALGORITHM", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}},
                           "IPV4_SRC_ADDR SAMPLING_ALGORITHM"),
              "2 2");
}

TEST(SamplingAlgorithm, IsZeroUnlessSet) {
    EXPECT_EQ(metered("SAMPLING_ALGORITHM", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(SamplingAlgorithm, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("SAMPLING_ALGORITHM", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::sampling_algorithm
