// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::section_exported_octets {

static std::string exported(const std::vector<Captured>& frames) { return metered("sectionExportedOctets", frames); }

TEST(SectionExportedOctets, AreThoseOfThePacketThatTheSectionHas) {
    EXPECT_EQ(exported({Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(5)}}), "33");
    EXPECT_EQ(exported({Ethernet{} / Vlan{} / Ipv6{} / Udp{} / Raw{zeros(15)}}), "63");
    EXPECT_EQ(exported({Ethernet{} / Ipv6{} / Udp{} / Raw{zeros(16)}}), "64");
    EXPECT_EQ(exported({Ethernet{} / Ipv6{} / Udp{} / Raw{zeros(1000)}}), "64");
}

TEST(SectionExportedOctets, AreThoseOfTheFirstPacket) {
    const Packet small = Ethernet{} / Ipv4{} / Icmp{}, large = Ethernet{} / Ipv4{} / Icmp{} / Raw{zeros(99)};

    EXPECT_EQ(exported({small, large}), "28");
    EXPECT_EQ(exported({large, small}), "64");
}

TEST(SectionExportedOctets, LeaveOutWhatFollowsThePacketInItsFrame) {
    Octets padded = Packet(Ethernet{} / Ipv4{} / Udp{}).octets();
    padded.resize(60);
    EXPECT_EQ(exported({padded}), "28");
}

TEST(SectionExportedOctets, AreThoseThatWereCaptured) {
    EXPECT_EQ(by_captured_octets("sectionExportedOctets", Ethernet{} / Ipv4{} / Raw{zeros(3)}),
              "0: malformed, 34: 20, 35: 21, 36: 22, 37: 23");
}

}  // namespace support::section_exported_octets
