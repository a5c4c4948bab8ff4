// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::interface_name {

TEST(InterfaceName, IsThatOfTheInterface) {
    exporter::Sources sources;
    sources.interface_names = {{3, "eth3"}, {4, "fifteen-letters"}};
    const Packet packet = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered_with(sources, "INTERFACE_NAME", {{packet, {.interface = 3}}}), "eth3");
    EXPECT_EQ(metered_with(sources, "INTERFACE_NAME", {{packet, {.interface = 4}}}), "fifteen-letters");
}

TEST(InterfaceName, TellsInterfacesApart) {
    exporter::Sources sources;
    sources.interface_names = {{3, "eth3"}, {4, "fifteen-letters"}};
    const Packet packet = Ethernet{} / Ipv6{} / Tcp{};

    EXPECT_EQ(metered_with(sources, "INTERFACE_NAME", {{packet, {.interface = 3}}, {packet, {.interface = 4}}}),
              "eth3 fifteen-letters");
}

TEST(InterfaceName, IsEmptyWhereItHasNoName) {
    exporter::Sources sources;
    sources.interface_names = {{3, "eth3"}, {4, "fifteen-letters"}};

    EXPECT_EQ(metered_with(sources, "INTERFACE_NAME", {{Ethernet{} / Ipv4{} / Udp{}, {.interface = 5}}}), "");
}

TEST(InterfaceName, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("INTERFACE_NAME", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::interface_name
