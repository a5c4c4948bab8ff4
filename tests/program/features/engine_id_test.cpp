// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::engine_id {

TEST(EngineId, IsTheSetting) {
    exporter::Sources sources;
    sources.probe.engine_id = 255;

    EXPECT_EQ(metered_with(sources, "ENGINE_ID", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "255");
}

TEST(EngineId, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.engine_id = 255;

    EXPECT_EQ(
        metered_with(sources, "ENGINE_ID", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}, "IPV4_SRC_ADDR ENGINE_ID"),
        "255 255");
}

TEST(EngineId, IsZeroUnlessSet) {
    EXPECT_EQ(metered("ENGINE_ID", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(EngineId, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("ENGINE_ID", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::engine_id
