// SPDX-License-Identifier: Apache-2.0
// IPv6 (RFC 8200), its extension headers and jumbograms (RFC 2675).
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::parsers_ipv6 {

static std::string octets_of(const Packet& packet) {
    const Metering metering = Meter("IN_BYTES").run({packet});
    return metering.counters.malformed ? "malformed" : metering.values("IN_BYTES");
}

static Packet extended(int headers) {
    Packet packet = Ethernet{} / Ipv6{};
    for (int i = 0; i < headers; i++) packet.add(DestinationOptions{});
    return packet / Udp{.destination_port = 53};
}

static const Octets kJumbo = octets({0xc2, 4, 0x00, 0x01, 0x86, 0xa0});  // 100,000 octets

TEST(Ipv6, IsMalformedWithAnotherVersion) {
    for (const int version : {0, 4, 5, 7, 15})
        EXPECT_EQ(octets_of(Ethernet{} / Ipv6{.version = static_cast<std::uint8_t>(version)} / Udp{}), "malformed") << version;
}

TEST(Ipv6, IsMalformedWhenCut) { EXPECT_EQ(by_captured_octets("IN_BYTES", Ethernet{} / Ipv6{} / Udp{}), "0: malformed, 54: 48"); }

TEST(Ipv6, CountsThePayloadLengthOfItsHeader) {
    EXPECT_EQ(octets_of(Ethernet{} / Ipv6{.payload_length = 65535} / Udp{}), "65575");
    EXPECT_EQ(octets_of(Ethernet{} / Ipv6{.payload_length = 0} / Udp{}), "40");
}

TEST(Ipv6, CountsTheJumboOption) {
    EXPECT_EQ(octets_of(Ethernet{} / Ipv6{.payload_length = 0} / HopByHop{.options = kJumbo} / Tcp{}), "100040");
    EXPECT_EQ(octets_of(Ethernet{} / Vlan{} / Mpls{} / Ipv6{.payload_length = 0} / HopByHop{.options = kJumbo} / Tcp{}),
              "100040");
}

TEST(Ipv6, CountsTheJumboOptionBehindPadding) {
    Octets padded = octets({0, 0, 1, 2, 0, 0});  // Pad1 twice, PadN
    padded.insert(padded.end(), kJumbo.begin(), kJumbo.end());

    EXPECT_EQ(octets_of(Ethernet{} / Ipv6{.payload_length = 0} / HopByHop{.options = padded} / Tcp{}), "100040");
}

TEST(Ipv6, IgnoresAJumboOptionOfAnotherLength) {
    const Octets wrong = octets({0xc2, 3, 0x00, 0x01, 0x86});

    EXPECT_EQ(octets_of(Ethernet{} / Ipv6{.payload_length = 0} / HopByHop{.options = wrong} / Tcp{}), "40");
}

TEST(Ipv6, IgnoresAJumboOptionWhereThereIsAPayloadLength) {
    EXPECT_EQ(octets_of(Ethernet{} / Ipv6{} / HopByHop{.options = kJumbo} / Udp{}), "56");
}

TEST(Ipv6, SeeksTheJumboOptionInTheHopByHopHeaderAlone) {
    const Octets padding = octets({1, 4, 0, 0, 0, 0});
    const Packet packet = Ethernet{} / Ipv6{.payload_length = 0} / HopByHop{.options = padding} / Udp{.source_port = 0xc204};

    EXPECT_EQ(octets_of(packet), "40");
}

TEST(Ipv6, IgnoresACutJumboOption) {
    const Packet packet = Ethernet{} / Ipv6{.payload_length = 0} / HopByHop{.options = kJumbo};

    EXPECT_EQ(by_captured_octets("IN_BYTES", packet), "0: malformed, 54: 40, 62: 100040");
}

TEST(ExtensionHeaders, AreWalkedEightTimes) {
    EXPECT_EQ(metered("PROTOCOL", {extended(8)}), "17");
    EXPECT_EQ(metered("L4_DST_PORT", {extended(8)}), "53");
}

TEST(ExtensionHeaders, AreNotWalkedANinthTime) {
    EXPECT_EQ(metered("PROTOCOL", {extended(9)}), "60");
    EXPECT_EQ(metered("L4_DST_PORT", {extended(9)}), "0");
}

TEST(ExtensionHeaders, EndTheWalkWhenCut) {
    const Packet packet = Ethernet{} / Ipv6{} / HopByHop{.options = zeros(14)} / Fragment{} / DestinationOptions{} / Udp{};

    EXPECT_EQ(by_captured_octets("PROTOCOL", packet), "0: malformed, 54: 0, 70: 44, 78: 60, 86: 17");
    EXPECT_EQ(by_captured_octets("L4_DST_PORT", packet), "0: malformed, 54: 0, 94: 53");
}

TEST(ExtensionHeaders, AreWalkedOverTheirGreatestLength) {
    const Packet packet = Ethernet{} / Ipv6{} / Routing{.options = zeros(2046)} / Udp{};

    EXPECT_EQ(metered("L4_DST_PORT", {packet}), "53");
}

TEST(ExtensionHeaders, EndWithAhEspAndNoNextHeader) {
    for (const int protocol : {51, 50, 59, 135, 139, 140}) {
        const auto number = static_cast<std::uint8_t>(protocol);
        const Packet packet =
            Ethernet{} / Ipv6{} / HopByHop{} / Raw{.payload = octets({17, 0, 0, 0, 0, 0, 0, 0}), .protocol = number} / Udp{};
        EXPECT_EQ(metered("PROTOCOL", {packet}), std::to_string(protocol));
        EXPECT_EQ(metered("L4_DST_PORT", {packet}), "0");
    }
}

TEST(ExtensionHeaders, EndWithALaterFragment) {
    const Packet first = Ethernet{} / Ipv6{} / Fragment{.more = true} / Udp{},
                 later = Ethernet{} / Ipv6{} / Fragment{.offset = 1} / Udp{};

    EXPECT_EQ(metered("L4_DST_PORT", {first}), "53");
    EXPECT_EQ(metered("L4_DST_PORT", {later}), "0");
    EXPECT_EQ(metered("L4_DST_PORT", {Ethernet{} / Ipv6{} / Fragment{.offset = 0x1fff} / Udp{}}), "0");
}

TEST(ExtensionHeaders, AreNotWalkedInsideOfALaterFragment) {
    EXPECT_EQ(metered("PROTOCOL", {Ethernet{} / Ipv6{} / Fragment{.offset = 1} / DestinationOptions{} / Udp{}}), "60");
}

TEST(ExtensionHeaders, DoNotExistInIpv4) {
    EXPECT_EQ(metered("PROTOCOL", {Ethernet{} / Ipv4{} / DestinationOptions{} / Udp{}}), "60");
    EXPECT_EQ(metered("L4_DST_PORT", {Ethernet{} / Ipv4{} / DestinationOptions{} / Udp{}}), "0");
}

}  // namespace support::parsers_ipv6
