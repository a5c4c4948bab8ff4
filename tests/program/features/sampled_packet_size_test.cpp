// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::sampled_packet_size {

static Packet of(std::uint16_t total_length) { return Ethernet{} / Ipv4{.total_length = total_length} / Udp{}; }

static std::string size(const std::vector<Captured>& frames) { return metered("SAMPLED_PACKET_SIZE", frames); }

TEST(SampledPacketSize, IsThatOfTheFirstPacket) {
    EXPECT_EQ(size({of(60), of(1500)}), "60");
    EXPECT_EQ(size({of(1500), of(60)}), "1500");
    EXPECT_EQ(size({of(1500), {of(60), {.after_snapshot = true}}}), "1500");
}

TEST(SampledPacketSize, IsWhatTheIpHeaderSays) {
    EXPECT_EQ(size({of(65'535)}), "65535");
    EXPECT_EQ(size({Ethernet{} / Vlan{} / Ipv6{.payload_length = 100} / Udp{}}), "140");
}

TEST(SampledPacketSize, StaysAtTheLargestNumber) {
    EXPECT_EQ(size({Ethernet{} / Ipv6{.payload_length = 65'495} / Udp{}}), "65535");
    EXPECT_EQ(size({Ethernet{} / Ipv6{.payload_length = 65'496} / Udp{}}), "65535");
}

TEST(SampledPacketSize, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("SAMPLED_PACKET_SIZE", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 28");
}

}  // namespace support::sampled_packet_size
