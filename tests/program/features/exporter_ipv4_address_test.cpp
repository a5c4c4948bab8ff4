// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::exporter_ipv4_address {

TEST(ExporterIpv4Address, IsTheAddressOfThisMachine) {
    exporter::Sources sources;
    sources.probe.ipv4 = {std::byte{192}, std::byte{0}, std::byte{2}, std::byte{9}};

    EXPECT_EQ(metered_with(sources, "EXPORTER_IPV4_ADDRESS", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}),
              "192.0.2.9");
}

TEST(ExporterIpv4Address, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.ipv4 = {std::byte{192}, std::byte{0}, std::byte{2}, std::byte{9}};

    EXPECT_EQ(metered_with(sources, "EXPORTER_IPV4_ADDRESS", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}},
                           "IPV4_SRC_ADDR EXPORTER_IPV4_ADDRESS"),
              "192.0.2.9 192.0.2.9");
}

TEST(ExporterIpv4Address, IsZeroUnlessSet) {
    EXPECT_EQ(metered("EXPORTER_IPV4_ADDRESS", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0.0.0.0");
}

TEST(ExporterIpv4Address, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("EXPORTER_IPV4_ADDRESS", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::exporter_ipv4_address
