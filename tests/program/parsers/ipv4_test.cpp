// SPDX-License-Identifier: Apache-2.0
// IPv4 (RFC 791): what is malformed, what counts as the packet's length, fragments.
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::parsers_ipv4 {

static std::string octets_of(const Captured& frame) {
    const Metering metering = Meter("IN_BYTES").run({frame});
    return metering.counters.malformed ? "malformed" : metering.values("IN_BYTES");
}

TEST(Ipv4, IsMalformedWithAnotherVersion) {
    for (const int version : {0, 3, 5, 6, 15})
        EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.version = static_cast<std::uint8_t>(version)} / Udp{}), "malformed") << version;
}

TEST(Ipv4, IsMalformedWithAHeaderOfLessThanFiveWords) {
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.header_words = 0} / Udp{}), "malformed");
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.header_words = 4} / Udp{}), "malformed");
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.header_words = 5} / Udp{}), "28");
}

TEST(Ipv4, IsMalformedWithAHeaderBeyondTheFrame) {
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.header_words = 7} / Udp{}), "28");
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.header_words = 8, .total_length = 100} / Udp{}), "malformed");
}

TEST(Ipv4, IsMalformedWithATotalLengthBelowItsHeader) {
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.total_length = 19} / Udp{}), "malformed");
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.total_length = 1} / Udp{}), "malformed");
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.options = zeros(8), .total_length = 27} / Udp{}), "malformed");
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.options = zeros(8), .total_length = 28} / Udp{}), "28");
    EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.total_length = 20} / Udp{}), "20");
}

TEST(Ipv4, CountsATotalLengthBeyondTheFrame) { EXPECT_EQ(octets_of(Ethernet{} / Ipv4{.total_length = 65535} / Udp{}), "65535"); }

TEST(Ipv4, CountsTheFrameWhereTheTotalLengthIsZero) {
    const Packet plain = Ethernet{} / Ipv4{.total_length = 0} / Tcp{} / Raw{.payload = zeros(1000)};
    const Packet behind_more = Ethernet{} / Vlan{} / Mpls{} / Ipv4{.options = zeros(4), .total_length = 0} / Tcp{};

    EXPECT_EQ(octets_of(plain), "1040");
    EXPECT_EQ(octets_of({plain, {.wire_octets = 65014}}), "65000");
    EXPECT_EQ(octets_of(behind_more), "44");
}

TEST(Ipv4, HasItsLengthInTheCounters) {
    const Metering metering =
        Meter("IN_BYTES")
            .run({Ethernet{} / Ipv4{.total_length = 0} / Udp{}, Ethernet{} / Ipv4{.total_length = 99} / Udp{},
                  Ethernet{} / Ipv4{.total_length = 19} / Udp{}});

    EXPECT_EQ(metering.counters.octets, 28U + 99U);
}

TEST(Ipv4, FindsTheTransportHeaderBehindOptions) {
    const Packet packet = Ethernet{} / Ipv4{.options = Octets(40, std::byte{1})} / Tcp{.destination_port = 443};

    EXPECT_EQ(by_captured_octets("L4_DST_PORT", packet), "0: malformed, 74: 0, 94: 443");
}

TEST(Ipv4, MakesOneFlowOfTheLaterFragmentsOfADatagram) {
    const Packet first = Ethernet{} / Ipv4{.more_fragments = true} / Udp{.destination_port = 53};
    const Packet second =
        Ethernet{} / Ipv4{.fragment_offset = 185, .more_fragments = true} / Raw{.payload = zeros(40), .protocol = 17};
    const Packet last = Ethernet{} / Ipv4{.fragment_offset = 370} / Raw{.payload = zeros(40), .protocol = 17};

    const Metering metering = Meter("PROTOCOL L4_SRC_PORT L4_DST_PORT IN_PKTS").run({first, second, last});

    EXPECT_EQ(metering.flows, (std::vector<std::string>{R"({"IN_PKTS":1,"L4_DST_PORT":53,"L4_SRC_PORT":49152,"PROTOCOL":17})",
                                                        R"({"IN_PKTS":2,"L4_DST_PORT":0,"L4_SRC_PORT":0,"PROTOCOL":17})"}));
}

TEST(Ipv4, KnowsEveryFragmentOffset) {
    for (const int offset : {1, 0x100, 0x1000, 0x1fff})
        EXPECT_EQ(metered("L4_DST_PORT", {Ethernet{} / Ipv4{.fragment_offset = static_cast<std::uint16_t>(offset)} / Udp{}}), "0")
            << offset;
}

TEST(Ipv4, IsNoFragmentByItsFlagsAlone) {
    EXPECT_EQ(metered("L4_DST_PORT", {Ethernet{} / Ipv4{.dont_fragment = true} / Udp{}}), "53");
    EXPECT_EQ(metered("L4_DST_PORT", {Ethernet{} / Ipv4{.fragment_offset = 0x8000} / Udp{}}), "53");
}

}  // namespace support::parsers_ipv4
