// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::engine_type {

TEST(EngineType, IsTheSetting) {
    exporter::Sources sources;
    sources.probe.engine_type = 7;

    EXPECT_EQ(metered_with(sources, "ENGINE_TYPE", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "7");
}

TEST(EngineType, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.engine_type = 7;

    EXPECT_EQ(metered_with(sources, "ENGINE_TYPE", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}},
                           "IPV4_SRC_ADDR ENGINE_TYPE"),
              "7 7");
}

TEST(EngineType, IsZeroUnlessSet) {
    EXPECT_EQ(metered("ENGINE_TYPE", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(EngineType, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("ENGINE_TYPE", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::engine_type
