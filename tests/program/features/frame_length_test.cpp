// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::frame_length {

static Captured of(std::uint32_t wire_octets) { return {Ethernet{} / Ipv4{} / Udp{}, {.wire_octets = wire_octets}}; }

TEST(FrameLength, IsThatOfTheFirstFrame) {
    EXPECT_EQ(metered("FRAME_LENGTH", {of(60), of(1514)}), "60");
    EXPECT_EQ(metered("FRAME_LENGTH", {of(1514), of(60)}), "1514");
}

TEST(FrameLength, IsTheLengthOnTheWireWithTags) {
    EXPECT_EQ(metered("FRAME_LENGTH", {Ethernet{} / Vlan{} / Ipv6{} / Udp{}}), "66");
}

TEST(FrameLength, StaysAtTheLargestNumber) {
    EXPECT_EQ(metered("FRAME_LENGTH", {of(65'535)}), "65535");
    EXPECT_EQ(metered("FRAME_LENGTH", {of(65'536)}), "65535");
}

TEST(FrameLength, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("FRAME_LENGTH", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 42");
}

}  // namespace support::frame_length
