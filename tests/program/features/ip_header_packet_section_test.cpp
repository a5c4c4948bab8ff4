// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/metered.hpp"

namespace support::ip_header_packet_section {
namespace {

constexpr const char* kField = "ipHeaderPacketSection";

std::string hex(const Octets& octets, std::size_t from, std::size_t count) {
    std::string text;
    for (std::size_t i = from; i < from + count; i++) {
        constexpr const char* kDigits = "0123456789abcdef";
        const auto octet = std::to_integer<unsigned>(octets.at(i));
        text += {kDigits[octet / 16], kDigits[octet % 16]};
    }
    return text;
}

std::string zeros_behind(const std::string& digits) { return digits + std::string(128 - digits.size(), '0'); }

Raw counting(std::size_t count) {
    Raw raw{zeros(count)};
    for (std::size_t i = 0; i < count; i++) raw.payload[i] = static_cast<std::byte>(i + 1);
    return raw;
}

std::string section(const std::vector<Captured>& frames) { return metered(kField, frames); }

}  // namespace

TEST(IpHeaderPacketSection, IsWhatIsInThePacketFromItsIpHeaderOn) {
    EXPECT_EQ(section({Ethernet{} / Ipv4{.tos = 0xab, .ttl = 7, .identification = 0x1234} / Udp{.source_port = 0x5678} /
                       Raw{octets({0xde, 0xad})}}),
              zeros_behind("45ab001e12340000"
                           "07110000c0000201c6336402"
                           "56780035000a0000dead"));
}

TEST(IpHeaderPacketSection, HasTheFirst64Octets) {
    const Packet four = Ethernet{} / Ipv4{} / Udp{} / counting(200),
                 six = Ethernet{} / Vlan{} / Mpls{} / Ipv6{} / HopByHop{} / Tcp{} / counting(9);

    EXPECT_EQ(section({four}), hex(four.octets(), 14, 64));
    EXPECT_EQ(section({six}), hex(six.octets(), 22, 64));
}

TEST(IpHeaderPacketSection, IsThatOfTheFirstPacket) {
    const Packet tcp = Ethernet{} / Ipv4{} / Tcp{} / counting(90), other = Ethernet{} / Ipv4{.tos = 4} / Tcp{} / counting(24);

    EXPECT_EQ(section({tcp, other}), hex(tcp.octets(), 14, 64));
    EXPECT_EQ(section({other, tcp}), hex(other.octets(), 14, 64));
    EXPECT_EQ(section({other, {tcp, {.after_snapshot = true}}}), hex(other.octets(), 14, 64));
}

TEST(IpHeaderPacketSection, IsOfEachFamilyInItsPlace) {
    const Packet four = Ethernet{} / Ipv4{} / Udp{}, six = Ethernet{} / Ipv6{} / Udp{};

    EXPECT_EQ(metered(kField, {six, four}, "IPV4_SRC_ADDR L4_SRC_PORT IN_PKTS ipHeaderPacketSection"),
              zeros_behind(hex(four.octets(), 14, 28)) + " " + zeros_behind(hex(six.octets(), 14, 48)));
}

TEST(IpHeaderPacketSection, LeavesOutWhatFollowsThePacketInItsFrame) {
    Octets padded = Packet(Ethernet{} / Ipv4{} / Udp{}).octets();
    padded.resize(60, std::byte{0xff});

    EXPECT_EQ(section({padded}), zeros_behind(hex(padded, 14, 28)));
}

TEST(IpHeaderPacketSection, IsOfWhatWasCaptured) {
    const Octets whole = Packet(Ethernet{} / Ipv4{} / Udp{} / counting(200)).octets();

    for (const std::size_t captured : {34U, 35U, 50U, 77U, 78U, 79U}) {
        const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(captured));
        EXPECT_EQ(section({cut}), zeros_behind(hex(whole, 14, std::min<std::size_t>(captured - 14, 64)))) << captured;
    }
}

}  // namespace support::ip_header_packet_section
