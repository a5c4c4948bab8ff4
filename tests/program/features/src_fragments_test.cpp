// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::src_fragments {

static Packet of(std::uint16_t offset, bool more) {
    return Ethernet{} / Ipv4{.fragment_offset = offset, .more_fragments = more} / Raw{.payload = zeros(8), .protocol = 17};
}

TEST(SrcFragments, CountsFirstLaterAndLastFragments) {
    EXPECT_EQ(metered("SRC_FRAGMENTS", {of(0, true), of(185, true), of(370, false), of(0, false)}), "3");
    EXPECT_EQ(metered("SRC_FRAGMENTS", {Ethernet{} / Ipv6{} / Fragment{.more = true} / Udp{},
                                        Ethernet{} / Ipv6{} / HopByHop{} / Fragment{.offset = 185} / Raw{}}),
              "2");
}

TEST(SrcFragments, IsZeroForWholePackets) {
    EXPECT_EQ(metered("SRC_FRAGMENTS", {of(0, false), Ethernet{} / Ipv4{.dont_fragment = true} / Udp{}}), "0");
    EXPECT_EQ(metered("SRC_FRAGMENTS", {Ethernet{} / Ipv6{} / Udp{}, Ethernet{} / Ipv6{} / Fragment{} / Udp{}}), "0");
}

TEST(SrcFragments, NeedsTheWholeHeader) {
    EXPECT_EQ(by_captured_octets("SRC_FRAGMENTS", of(185, false)), "0: malformed, 34: 1");
    EXPECT_EQ(by_captured_octets("SRC_FRAGMENTS", Ethernet{} / Ipv6{} / Fragment{.more = true} / Udp{}),
              "0: malformed, 54: 0, 62: 1");
}

}  // namespace support::src_fragments
