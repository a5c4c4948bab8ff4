// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::fragment_offset {

static Packet of(std::uint16_t offset) {
    return Ethernet{} / Ipv4{.fragment_offset = offset} / Raw{.payload = zeros(8), .protocol = 17};
}

TEST(FragmentOffset, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("fragmentOffset", {of(185), of(370)}), "185");
    EXPECT_EQ(metered("fragmentOffset", {of(0), of(185)}), "0");
    EXPECT_EQ(metered("fragmentOffset", {of(0x1fff)}), "8191");
}

TEST(FragmentOffset, HasNoFlags) {
    EXPECT_EQ(metered("fragmentOffset", {Ethernet{} / Ipv4{.more_fragments = true, .dont_fragment = true} / Udp{}}), "0");
    EXPECT_EQ(metered("fragmentOffset", {Ethernet{} / Ipv6{} / Fragment{.more = true} / Udp{}}), "0");
}

TEST(FragmentOffset, IsThatOfTheFragmentHeaderInIpv6) {
    EXPECT_EQ(metered("fragmentOffset",
                      {Ethernet{} / Ipv6{} / DestinationOptions{} / Fragment{.offset = 0x1fff, .more = true} / Raw{}}),
              "8191");
    EXPECT_EQ(metered("fragmentOffset", {Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(FragmentOffset, NeedsTheWholeHeader) {
    EXPECT_EQ(by_captured_octets("fragmentOffset", of(7)), "0: malformed, 34: 7");
    EXPECT_EQ(by_captured_octets("fragmentOffset", Ethernet{} / Ipv6{} / Fragment{.offset = 7} / Udp{}),
              "0: malformed, 54: 0, 62: 7");
}

}  // namespace support::fragment_offset
