// SPDX-License-Identifier: Apache-2.0
// Later fragments get the ports of their datagram, if that was asked for.
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::parsers_fragments {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
const std::string kPorts = "L4_SRC_PORT L4_DST_PORT IN_PKTS";
const MeterSetup kAsked{.fragments = true};

Packet first4(Ipv4 ip = {}, const Layer& transport = Udp{.source_port = 5, .destination_port = 53}) {
    ip.more_fragments = true;
    return (Ethernet{} / ip).add(transport);
}

Packet later4(Ipv4 ip = {}, std::uint8_t protocol = 17) {
    ip.fragment_offset = 1;
    ip.protocol = protocol;
    return Ethernet{} / ip / Raw{Octets(24, std::byte{1})};
}

Packet first6(std::uint32_t identification = 1) {
    return Ethernet{} / Ipv6{} / Fragment{.more = true, .identification = identification} /
           Udp{.source_port = 5, .destination_port = 53};
}

Packet later6(std::uint32_t identification = 1, std::uint8_t next_header = 17) {
    return Ethernet{} / Ipv6{} / Fragment{.offset = 1, .next_header = next_header, .identification = identification} /
           Raw{Octets(24, std::byte{1})};
}

// "5 to 53: 2" of every flow, between commas; then how many fragments came without their first one.
std::string flows_of(const std::vector<Captured>& frames, const MeterSetup& setup = kAsked) {
    const Metering metering = Meter(kPorts, setup).run(frames);
    return metering.values("L4_SRC_PORT") + " to " + metering.values("L4_DST_PORT") + ": " + metering.values("IN_PKTS") + ", " +
           std::to_string(metering.fragments_without_first);
}

TEST(Fragments, HaveThePortsOfTheirDatagram) {
    EXPECT_EQ(flows_of({first4(), later4(), later4()}), "5 to 53: 3, 0");
    EXPECT_EQ(flows_of({first6(), later6(), later6()}), "5 to 53: 3, 0");
}

TEST(Fragments, HaveNoneUnlessThatIsAskedFor) {
    EXPECT_EQ(flows_of({first4(), later4()}, {}), "0 5 to 0 53: 1 1, 0");
    EXPECT_EQ(flows_of({first6(), later6()}, {}), "0 5 to 0 53: 1 1, 0");
}

TEST(Fragments, HaveThePortsOfEveryProtocolThatHasAny) {
    EXPECT_EQ(flows_of({first4({}, Tcp{.source_port = 5, .destination_port = 53}), later4({}, 6)}), "5 to 53: 2, 0");
    EXPECT_EQ(flows_of({first4({}, Sctp{.source_port = 5, .destination_port = 53}), later4({}, 132)}), "5 to 53: 2, 0");
    EXPECT_EQ(flows_of({first4({}, Dccp{.source_port = 5, .destination_port = 53}), later4({}, 33)}), "5 to 53: 2, 0");
    EXPECT_EQ(flows_of({first4({}, UdpLite{.source_port = 5, .destination_port = 53}), later4({}, 136)}), "5 to 53: 2, 0");
    EXPECT_EQ(flows_of({first4({}, Icmp{.type = 8, .code = 1}), later4({}, 1)}), "0 to 2049: 2, 0");
    EXPECT_EQ(flows_of({Ethernet{} / Ipv6{} / Fragment{.more = true} / Icmp6{.type = 128, .code = 1}, later6(1, 58)}),
              "0 to 32769: 2, 0");
}

TEST(Fragments, OfProtocolsWithoutPortsAreNotMissed) {
    EXPECT_EQ(flows_of({later4({}, 47), later4({}, 50)}), "0 to 0: 2, 0");
    EXPECT_EQ(flows_of({later6(1, 47), later6(1, 50), later6(1, 1)}), "0 to 0: 3, 0");
}

TEST(Fragments, BeforeTheFirstOneAreCounted) {
    EXPECT_EQ(flows_of({later4(), first4(), later4()}), "0 5 to 0 53: 1 2, 1");
    EXPECT_EQ(flows_of({later6(), first6(), later6()}), "0 5 to 0 53: 1 2, 1");
}

TEST(Fragments, OfOtherDatagramsHaveOtherPorts) {
    EXPECT_EQ(flows_of({first4(), later4({.source = "192.0.2.3"})}), "0 5 to 0 53: 1 1, 1");
    EXPECT_EQ(flows_of({first4(), later4({.destination = "192.0.2.3"})}), "0 5 to 0 53: 1 1, 1");
    EXPECT_EQ(flows_of({first4(), later4({.identification = 2})}), "0 5 to 0 53: 1 1, 1");
    EXPECT_EQ(flows_of({first4(), later4({}, 6)}), "0 5 to 0 53: 1 1, 1");
    EXPECT_EQ(flows_of({first6(), later6(65537)}), "0 5 to 0 53: 1 1, 1");
    for (const Ipv6& other : {Ipv6{.source = "2001:db8::3"}, Ipv6{.destination = "2001:db8::3"}}) {
        const Packet later = Ethernet{} / other / Fragment{.offset = 1, .next_header = 17} / Raw{Octets(24, std::byte{1})};
        EXPECT_EQ(flows_of({first6(), later}), "0 5 to 0 53: 1 1, 1");
    }
    EXPECT_EQ(flows_of({first6(7), later4({.identification = 7})}), "0 5 to 0 53: 1 1, 1");
    EXPECT_EQ(
        flows_of({first4({.identification = 1}), first4({.identification = 2}, Udp{.source_port = 6, .destination_port = 53}),
                  later4({.identification = 1}), later4({.identification = 2})}),
        "5 6 to 53 53: 2 2, 0");
}

TEST(Fragments, OfAnIdentificationUsedAgainHaveTheNewPorts) {
    EXPECT_EQ(flows_of({first4(), first4({}, Udp{.source_port = 6, .destination_port = 53}), later4()}), "5 6 to 53 53: 1 2, 0");
}

TEST(Fragments, KnowTheirFirstOneAfterASnapshot) {
    EXPECT_EQ(flows_of({first4(), {later4(), {.after_snapshot = true}}}), "5 to 53: 2, 0");
}

TEST(Fragments, KnowTheirFirstOneForFifteenSeconds) {
    constexpr std::uint64_t kBegin = 1000 * kSecond;
    EXPECT_EQ(flows_of({{first4(), {.time_ns = kBegin}}, {later4(), {.time_ns = kBegin + 15 * kSecond - 1}}}), "5 to 53: 2, 0");
    EXPECT_EQ(flows_of({{first4(), {.time_ns = kBegin}}, {later4(), {.time_ns = kBegin + 15 * kSecond}}}), "0 5 to 0 53: 1 1, 1");
    EXPECT_EQ(flows_of({{first4(), {.time_ns = kBegin}}, {later4(), {.time_ns = kBegin - kSecond}}}), "5 to 53: 2, 0");
    EXPECT_EQ(flows_of({{first4(), {.time_ns = kBegin}}, {later4(), {.time_ns = kBegin - 16 * kSecond}}}), "0 5 to 0 53: 1 1, 1");
}

TEST(Fragments, OfAFirstOneWithoutItsWholeTransportHeaderHaveNoPortsEither) {
    const Packet cut = Ethernet{} / Ipv4{.more_fragments = true, .protocol = 6} / Raw{Octets(8, std::byte{1})};
    EXPECT_EQ(flows_of({cut, later4({}, 6)}), "0 to 0: 2, 0");
    EXPECT_EQ(flows_of({first4({}, Tcp{}), cut, later4({}, 6)}), "0 49152 to 0 443: 1 2, 0");
}

TEST(Fragments, WithIpv4OptionsAreOfTheSameDatagram) {
    EXPECT_EQ(flows_of({first4({.options = zeros(8)}), later4({.options = zeros(40)}), later4()}), "5 to 53: 3, 0");
}

// The fragment header names what follows in that fragment; the ports may lie behind more headers.
TEST(Fragments, OfIpv6HaveTheProtocolOfTheirDatagramToo) {
    const Packet first =
        Ethernet{} / Ipv6{} / Fragment{.more = true} / DestinationOptions{} / Udp{.source_port = 5, .destination_port = 53};
    const Metering metering = Meter("PROTOCOL " + kPorts, kAsked).run({first, later6(1, 60)});

    EXPECT_EQ(metering.values("PROTOCOL"), "17");
    EXPECT_EQ(metering.values("L4_DST_PORT"), "53");
    EXPECT_EQ(metering.values("IN_PKTS"), "2");
}

TEST(Fragments, ThatAreWholeDatagramsNeedNoFirstOne) {
    const Packet whole = Ethernet{} / Ipv6{} / Fragment{} / Udp{.source_port = 5, .destination_port = 53};
    EXPECT_EQ(flows_of({whole, later6()}), "0 5 to 0 53: 1 1, 1");
}

// 4,096 datagrams a CPU; of 20,000 most have made room for others.
TEST(Fragments, OfTooManyDatagramsAreCounted) {
    std::vector<Captured> frames;
    for (int number = 0; number < 20'000; number++)
        frames.emplace_back(first4({.identification = static_cast<std::uint16_t>(number)}));
    for (int number = 0; number < 20'000; number++)
        frames.emplace_back(later4({.identification = static_cast<std::uint16_t>(number)}));
    const Metering metering = Meter(kPorts, {.kernel = false, .fragments = true}).run(frames);

    EXPECT_GE(metering.fragments_without_first, 20'000U - 4096);
    EXPECT_LT(metering.fragments_without_first, 17'000U);
    EXPECT_EQ(metering.values("IN_PKTS"),
              std::to_string(metering.fragments_without_first) + " " + std::to_string(40'000 - metering.fragments_without_first));
}

TEST(Fragments, OfAFirstOneThatWasNotSampledHaveNoPorts) {
    for (const std::vector<std::string>& droppers : {std::vector<std::string>{}, {"all"}}) {
        const MeterSetup setup{.droppers = droppers, .sampling_method = 1, .sampling_interval = 2, .fragments = true};
        EXPECT_EQ(flows_of({later4({.identification = 9}), first4(), later4()}, setup), "0 to 0: 2, 2");
        EXPECT_EQ(flows_of({first4(), first4(), later4()}, setup), "5 to 53: 2, 0");
    }
}

TEST(Fragments, InTunnelsAreOfThePacketInside) {
    const MeterSetup setup{.tunnels = 2, .fragments = true};
    const auto gre = [](const Ipv4& inside, const Layer& payload) {
        return (Ethernet{} / Ipv4{.source = "203.0.113.1"} / Gre{} / inside).add(payload);
    };
    const Packet first = gre({.more_fragments = true}, Udp{.source_port = 5, .destination_port = 53});
    const Packet later = gre({.fragment_offset = 1, .protocol = 17}, Raw{Octets(24, std::byte{1})});

    EXPECT_EQ(flows_of({first, later}, setup), "5 to 53: 2, 0");
    EXPECT_EQ(flows_of({first, later4()}, setup), "5 to 53: 2, 0");
}

TEST(Fragments, AreFoundWithoutAddressesAndWithAllOtherFields) {
    EXPECT_EQ(metered("L4_DST_PORT", {first4(), later4()}, "L4_DST_PORT", kAsked), "53");
    EXPECT_EQ(metered("L4_DST_PORT", {first6(), later6()},
                      "L4_DST_PORT IPV4_SRC_ADDR SRC_FRAGMENTS FIRST_SWITCHED TCP_FLAGS RETRANSMITTED_IN_PKTS PACKET_TOTAL",
                      kAsked),
              "53");
}

}  // namespace
}  // namespace support::parsers_fragments
