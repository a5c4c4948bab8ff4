// SPDX-License-Identifier: Apache-2.0
// Ports and what stands in for them.
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::parsers_transport {

static const std::string kPorts = "L4_SRC_PORT L4_DST_PORT";

static std::string ports_of(const Captured& frame) {
    const Metering metering = Meter(kPorts).run({frame});
    return metering.values("L4_SRC_PORT") + " to " + metering.values("L4_DST_PORT");
}

TEST(Transport, HasPortsInFiveProtocols) {
    EXPECT_EQ(ports_of(Ethernet{} / Ipv4{} / Tcp{.source_port = 1, .destination_port = 65535}), "1 to 65535");
    EXPECT_EQ(ports_of(Ethernet{} / Ipv6{} / Udp{.source_port = 1, .destination_port = 65535}), "1 to 65535");
    EXPECT_EQ(ports_of(Ethernet{} / Ipv6{} / UdpLite{.source_port = 1, .destination_port = 65535}), "1 to 65535");
    EXPECT_EQ(ports_of(Ethernet{} / Ipv4{} / Sctp{.source_port = 1, .destination_port = 65535}), "1 to 65535");
    EXPECT_EQ(ports_of(Ethernet{} / Ipv4{} / Dccp{.source_port = 1, .destination_port = 65535}), "1 to 65535");
}

TEST(Transport, HasTypeAndCodeAsDestinationPortOfIcmp) {
    EXPECT_EQ(ports_of(Ethernet{} / Ipv4{} / Icmp{.type = 11, .code = 1}), "0 to 2817");
    EXPECT_EQ(ports_of(Ethernet{} / Ipv6{} / Icmp6{.type = 255, .code = 255}), "0 to 65535");
}

TEST(Transport, KnowsEachIcmpInItsOwnFamilyOnly) {
    EXPECT_EQ(ports_of(Ethernet{} / Ipv4{.protocol = 58} / Icmp6{}), "0 to 0");
    EXPECT_EQ(ports_of(Ethernet{} / Ipv6{.next_header = 1} / Icmp{}), "0 to 0");
}

TEST(Transport, HasNoPortsInAnyOtherProtocol) {
    for (int protocol = 0; protocol < 256; protocol++) {
        if (protocol == 1 || protocol == 6 || protocol == 17 || protocol == 33 || protocol == 132 || protocol == 136) continue;
        const Raw payload{.payload = Octets(24, std::byte{1}), .protocol = static_cast<std::uint8_t>(protocol)};
        EXPECT_EQ(ports_of(Ethernet{} / Ipv4{} / payload), "0 to 0") << protocol;
    }
}

TEST(Transport, DoesNotLookIntoTunnels) { EXPECT_EQ(ports_of(Ethernet{} / Ipv4{} / Ipv4{} / Tcp{}), "0 to 0"); }

TEST(Transport, HasNoPortsWhereItsHeaderIsCutOnTheWay) {
    const Packet packet = Ethernet{} / Ipv4{} / Tcp{} / Raw{.payload = zeros(100)};
    Octets captured = packet.octets();
    captured.resize(14 + 20 + 19);

    EXPECT_EQ(ports_of({captured, {.wire_octets = 154}}), "0 to 0");
}

TEST(Transport, LooksAtWhatWasCapturedWhateverTheIpLengthSays) {
    EXPECT_EQ(ports_of(Ethernet{} / Ipv4{.total_length = 20} / Udp{.source_port = 7, .destination_port = 9}), "7 to 9");
}

}  // namespace support::parsers_transport
