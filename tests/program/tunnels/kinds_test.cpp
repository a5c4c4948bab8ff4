// SPDX-License-Identifier: Apache-2.0
// Each kind of tunnel leads to the packet inside; what is no such tunnel, or is damaged, counts as what it is outside.
#include <gtest/gtest.h>

#include "tests/support/tunnelled.hpp"

namespace support::tunnels_kinds {
namespace {

Packet outside(std::uint16_t port, std::uint16_t source = 50000) {
    return Ethernet{} / Ipv4{} / Udp{.source_port = source, .destination_port = port};
}

constexpr const char* kInside4 = "4 17 53 28";  // Ipv4{} / Udp{}
constexpr const char* kInside6 = "6 17 53 48";  // Ipv6{} / Udp{}

TEST(IpInIp, OfAnyFamilyInAnyOther) {
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Ipv6{} / Udp{}), kInside6);
    EXPECT_EQ(seen(Ethernet{} / Ipv6{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(Ethernet{} / Ipv6{} / Ipv6{} / Udp{}), kInside6);
}

TEST(IpInIp, IsFoundBehindTagsLabelsOptionsAndExtensionHeaders) {
    EXPECT_EQ(seen(Ethernet{} / Vlan{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(40)} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(Ethernet{} / Ipv6{} / HopByHop{} / DestinationOptions{} / Ipv6{} / DestinationOptions{} / Udp{}),
              "6 17 53 56");
}

TEST(IpInIp, IsNotLookedIntoUnlessAskedFor) {
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Ipv4{} / Udp{}, 0), "4 4 0 48");
    EXPECT_EQ(seen(Ethernet{} / Ipv6{} / Ipv4{} / Udp{}, 0), "6 4 0 68");
}

TEST(IpInIp, NeedsTheVersionThatItsProtocolSays) {
    EXPECT_EQ(seen(Ethernet{} / Ipv4{.protocol = 41} / Ipv4{} / Udp{}), "4 41 0 48");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{.protocol = 4} / Ipv6{} / Udp{}), "4 4 0 68");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Ipv4{.version = 5} / Udp{}), "4 4 0 48");
}

TEST(IpInIp, NeedsASoundHeaderInside) {
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Ipv4{.header_words = 4} / Udp{}), "4 4 0 48");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Ipv4{.header_words = 8} / Udp{}), "4 4 0 48");  // beyond the end
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Ipv4{.total_length = 19} / Udp{}), "4 4 0 48");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Ipv4{.total_length = 9000} / Udp{}), "4 17 53 9000");  // as outside of tunnels
}

TEST(IpInIp, EndsWithThePacketAroundIt) {
    EXPECT_EQ(seen(Ethernet{} / Ipv4{.total_length = 39} / Ipv4{} / Udp{}), "4 4 0 39");
    EXPECT_EQ(seen(Ethernet{} / Ipv6{.payload_length = 39} / Ipv6{} / Udp{}), "6 41 0 79");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{.total_length = 40} / Ipv4{} / Udp{}), kInside4);
}

TEST(MalformedIp, StaysMalformed) {
    EXPECT_EQ(seen(Ethernet{} / Ipv4{.version = 6} / Ipv4{} / Udp{}), "malformed");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{.header_words = 4} / Ipv4{} / Udp{}), "malformed");
    EXPECT_EQ(seen(Ethernet{} / Ipv6{.version = 4} / Ipv4{} / Udp{}), "malformed");
}

TEST(Gre, WithAnyOfItsMembers) {
    const std::uint32_t number = 0x45000028;  // looks like the begin of IPv4

    for (const bool checksum : {false, true})
        for (const std::optional<std::uint32_t> key : {std::optional<std::uint32_t>(), std::optional(number)})
            for (const std::optional<std::uint32_t> sequence : {std::optional<std::uint32_t>(), std::optional(number)}) {
                const Gre gre{.key = key, .sequence = sequence, .checksum = checksum};
                EXPECT_EQ(seen(Ethernet{} / Ipv4{} / gre / Ipv4{} / Udp{}), kInside4);
                EXPECT_EQ(seen(Ethernet{} / Ipv6{} / gre / Ipv6{} / Udp{}), kInside6);
                EXPECT_EQ(seen(Ethernet{} / Ipv4{} / gre / Ethernet{} / Vlan{} / Ipv4{} / Udp{}), kInside4);
            }
}

TEST(Gre, OfOtherKindsIsNotLookedInto) {
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Gre{.more_flags = 0x4000} / Ipv4{} / Udp{}), "4 47 0 52");  // routing
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Gre{.more_flags = 2} / Ipv4{} / Udp{}), "4 47 0 52");       // version
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Gre{.type = 0x88be} / Ipv4{} / Udp{}), "4 47 0 52");        // ERSPAN
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Gre{.type = 0} / Ipv4{} / Udp{}), "4 47 0 52");             // a keepalive
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Gre{} / Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806}), "4 47 0 84");
}

TEST(Gre, HasCiscosMetadata) {
    const Octets tag = octets({0x08, 0x00, 1, 1, 0, 1, 0, 7});

    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Gre{.type = 0x8909} / Raw{tag} / Ipv4{} / Udp{}), kInside4);
}

TEST(Pptp, CarriesPpp) {
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Pptp{} / Ppp{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Pptp{.acknowledgement = 9} / Ppp{.address = false} / Ipv6{} / Udp{}), kInside6);
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Pptp{} / Ppp{.address = false, .short_protocol = true} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Pptp{} / Ppp{.protocol = 0xfd} / Ipv4{} / Udp{}), "4 47 0 64");  // compressed
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Pptp{.sequence = {}} / Ppp{} / Ipv4{} / Udp{}), "4 47 0 60");    // carries nothing
}

TEST(Vxlan, OnBothOfItsPorts) {
    EXPECT_EQ(seen(outside(4789) / Vxlan{} / Ethernet{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(outside(8472) / Vxlan{} / Ethernet{} / Vlan{} / Vlan{} / Ipv6{} / Udp{}), kInside6);
    EXPECT_EQ(seen(Ethernet{} / Ipv6{} / Udp{.destination_port = 4789} / Vxlan{} / Ethernet{} / Ipv4{} / Udp{}), kInside4);
}

TEST(Vxlan, NeedsItsFlagAndPort) {
    EXPECT_EQ(seen(outside(4789) / Vxlan{.flags = 0} / Ethernet{} / Ipv4{} / Udp{}), "4 17 4789 78");
    EXPECT_EQ(seen(outside(4788) / Vxlan{} / Ethernet{} / Ipv4{} / Udp{}), "4 17 4788 78");
    EXPECT_EQ(seen(outside(9, 4789) / Vxlan{} / Ethernet{} / Ipv4{} / Udp{}), "4 17 9 78");
    EXPECT_EQ(seen(outside(4789) / Vxlan{} / Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806}), "4 17 4789 96");
}

TEST(Geneve, WithOptions) {
    EXPECT_EQ(seen(outside(6081) / Geneve{} / Ethernet{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(outside(6081) / Geneve{.options = zeros(4)} / Ipv6{} / Udp{}), kInside6);
    EXPECT_EQ(seen(outside(6081) / Geneve{.options = zeros(252), .flags = 0x40} / Ipv4{} / Udp{}), kInside4);
}

TEST(Geneve, OfAnotherVersionOrForControlIsNotLookedInto) {
    EXPECT_EQ(seen(outside(6081) / Geneve{.version = 1} / Ipv4{} / Udp{}), "4 17 6081 64");
    EXPECT_EQ(seen(outside(6081) / Geneve{.flags = 0x80} / Ipv4{} / Udp{}), "4 17 6081 64");
    EXPECT_EQ(seen(outside(6081) / Geneve{.type = 0x894f} / Ipv4{} / Udp{}), "4 17 6081 64");
}

TEST(GtpU, WithExtensionHeaders) {
    EXPECT_EQ(seen(outside(2152, 2152) / GtpU{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(outside(2152) / GtpU{.sequence = true} / Ipv6{} / Udp{}), kInside6);
    const Octets one = octets({1, 0x10, 0x09, 0}), two = octets({1, 0, 9, 0xc0, 2, 0, 0, 0, 0, 0, 0, 0});
    EXPECT_EQ(seen(outside(2152) / GtpU{.extension = 0x85, .extensions = one} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(outside(2152) / GtpU{.sequence = true, .extension = 0x85, .extensions = two} / Ipv4{} / Udp{}), kInside4);
}

TEST(GtpU, CarriesUsersPacketsOnlyInOneMessage) {
    EXPECT_EQ(seen(outside(2152) / GtpU{.message = 1} / Ipv4{} / Udp{}), "4 17 2152 64");
    EXPECT_EQ(seen(outside(2152) / GtpU{.version = 2} / Ipv4{} / Udp{}), "4 17 2152 64");
    EXPECT_EQ(seen(outside(2152) / GtpU{.extension = 0x85, .extensions = octets({0, 0, 0, 0})} / Ipv4{} / Udp{}),
              "4 17 2152 72");  // a header of no length
    EXPECT_EQ(seen(outside(2152) / GtpU{.extension = 0x85, .extensions = octets({255, 0, 0, 0})} / Ipv4{} / Udp{}),
              "4 17 2152 72");  // beyond the end
    EXPECT_EQ(seen(outside(2123) / GtpU{} / Ipv4{} / Udp{}), "4 17 2123 64");
}

TEST(L2tp, WithAnyOfItsMembers) {
    EXPECT_EQ(seen(outside(1701, 1701) / L2tp{} / Ppp{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(outside(40000, 1701) / L2tp{.length = true} / Ppp{} / Ipv6{} / Udp{}), kInside6);
    EXPECT_EQ(seen(outside(1701) / L2tp{.sequence = true} / Ppp{.address = false} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(outside(1701) / L2tp{.length = true, .sequence = true, .padding = 5} / Ppp{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(outside(1701) / L2tp{.padding = 0} / Ppp{.address = false, .short_protocol = true} / Ipv4{} / Udp{}),
              kInside4);
}

TEST(L2tp, ForControlOrOfAnotherVersionIsNotLookedInto) {
    EXPECT_EQ(seen(outside(1701) / L2tp{.more_flags = 0x8000} / Ppp{} / Ipv4{} / Udp{}), "4 17 1701 66");
    EXPECT_EQ(seen(outside(1701) / L2tp{.version = 3} / Ppp{} / Ipv4{} / Udp{}), "4 17 1701 66");
    EXPECT_EQ(seen(outside(1701) / L2tp{.padding = 60000} / Ppp{} / Ipv4{} / Udp{}), "4 17 1701 60068");
    EXPECT_EQ(seen(outside(1701) / L2tp{} / Ppp{.protocol = 0xc021} / Raw{zeros(60)}), "4 17 1701 98");
}

TEST(Pppoe, IsALinkHeader) {
    EXPECT_EQ(seen(Ethernet{} / Pppoe{} / Ppp{.address = false} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(Ethernet{} / Vlan{} / Pppoe{} / Ppp{.address = false} / Ipv6{} / Udp{}), kInside6);
    EXPECT_EQ(seen(Ethernet{} / Pppoe{} / Ppp{.address = false} / Ipv4{} / Udp{}, 0), "non-IP");
    EXPECT_EQ(seen(Ethernet{} / Pppoe{.code = 0xa7} / Ppp{.address = false} / Ipv4{} / Udp{}), "non-IP");
    EXPECT_EQ(seen(Ethernet{} / Pppoe{} / Ppp{.address = false, .protocol = 0xc021} / Raw{zeros(46)}), "non-IP");
    EXPECT_EQ(seen(Ethernet{} / Pppoe{} / Ppp{.address = false} / Ipv4{.version = 3} / Udp{}), "non-IP");
}

TEST(Snap, IsALinkHeader) {
    EXPECT_EQ(seen(Ethernet{} / Snap{} / Ipv4{} / Udp{}), kInside4);
    EXPECT_EQ(seen(Ethernet{} / Vlan{} / Snap{} / Ipv6{} / Udp{}), kInside6);
    EXPECT_EQ(seen(Ethernet{} / Snap{} / Ipv4{} / Udp{}, 0), "non-IP");
    EXPECT_EQ(seen(Ethernet{} / Snap{.organization = 0x00000c} / Ipv4{} / Udp{}), "non-IP");
    EXPECT_EQ(seen(Ethernet{} / Snap{.type = 0x0806} / Raw{zeros(46)}), "non-IP");
}

TEST(OtherFrames, StayWhatTheyAre) {
    for (const int type : {0x0806, 0x8863, 0x6558, 0x880b, 0x8909, 0x88cc, 0xffff})
        EXPECT_EQ(seen(Ethernet{.type = static_cast<std::uint16_t>(type)} / Ethernet{} / Ipv4{} / Udp{}), "non-IP") << type;
    EXPECT_EQ(seen(Ethernet{} / Vlan{} / Vlan{} / Vlan{} / Ipv4{} / Udp{}), "non-IP");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Tcp{}), "4 6 443 40");
    EXPECT_EQ(seen(Ethernet{} / Ipv6{} / Icmp6{}), "6 58 32768 48");
    EXPECT_EQ(seen(Ethernet{} / Ipv4{} / Udp{}), kInside4);
}

}  // namespace
}  // namespace support::tunnels_kinds
