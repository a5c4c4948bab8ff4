// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::exporter_ipv6_address {

TEST(ExporterIpv6Address, IsTheAddressOfThisMachine) {
    exporter::Sources sources;
    sources.probe.ipv6 = {std::byte{0x20}, std::byte{1}, std::byte{0x0d}, std::byte{0xb8}};

    EXPECT_EQ(metered_with(sources, "EXPORTER_IPV6_ADDRESS", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}),
              "2001:db8::");
}

TEST(ExporterIpv6Address, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.ipv6 = {std::byte{0x20}, std::byte{1}, std::byte{0x0d}, std::byte{0xb8}};

    EXPECT_EQ(metered_with(sources, "EXPORTER_IPV6_ADDRESS", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}},
                           "IPV4_SRC_ADDR EXPORTER_IPV6_ADDRESS"),
              "2001:db8:: 2001:db8::");
}

TEST(ExporterIpv6Address, IsZeroUnlessSet) {
    EXPECT_EQ(metered("EXPORTER_IPV6_ADDRESS", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "::");
}

TEST(ExporterIpv6Address, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("EXPORTER_IPV6_ADDRESS", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::exporter_ipv6_address
