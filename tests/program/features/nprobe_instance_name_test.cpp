// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::nprobe_instance_name {

TEST(NprobeInstanceName, IsTheSetting) {
    exporter::Sources sources;
    sources.probe.instance_name = "edge \"one\", Größe";

    EXPECT_EQ(metered_with(sources, "NPROBE_INSTANCE_NAME", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}),
              "edge \"one\", Größe");
}

TEST(NprobeInstanceName, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.instance_name = "edge \"one\", Größe";

    EXPECT_EQ(metered_with(sources, "NPROBE_INSTANCE_NAME", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}},
                           "IPV4_SRC_ADDR NPROBE_INSTANCE_NAME"),
              "edge \"one\", Größe edge \"one\", Größe");
}

TEST(NprobeInstanceName, IsEmptyUnlessSet) {
    EXPECT_EQ(metered("NPROBE_INSTANCE_NAME", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "");
}

TEST(NprobeInstanceName, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("NPROBE_INSTANCE_NAME", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::nprobe_instance_name
