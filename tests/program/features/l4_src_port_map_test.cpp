// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support {

namespace {

exporter::Sources& names() {
    static exporter::Sources kSources;
    kSources.names.name_protocol(6, "TCP");
    kSources.names.name_port(6, 443, "https");
    kSources.names.name_port(6, 8080, "http-alt");
    kSources.names.name_port(17, 53, "domain");
    kSources.names.name_port(132, 3868, "diameter");
    return kSources;
}

}  // namespace

TEST(L4SrcPortMap, IsTheNameOfThePortInItsProtocol) {
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv4{} / Tcp{.source_port = 443}}), "https");
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv6{} / Udp{.source_port = 53}}), "domain");
}

TEST(L4SrcPortMap, IsTheNumberWhereThereIsNoName) {
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv4{} / Tcp{}}), "49152");
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv6{} / Udp{.source_port = 443}}), "443");
}

TEST(L4SrcPortMap, IsEmptyWithoutPorts) {
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv4{} / Icmp{}}), "");
    EXPECT_EQ(metered_with(names(), "L4_SRC_PORT_MAP", {Ethernet{} / Ipv6{} / Raw{}}), "");
}

TEST(L4SrcPortMap, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("L4_SRC_PORT_MAP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support
