// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::fragment_identification {

static Packet of(std::uint16_t identification) { return Ethernet{} / Ipv4{.identification = identification} / Udp{}; }

TEST(FragmentIdentification, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("fragmentIdentification", {of(0xabcd), of(7)}), "43981");
    EXPECT_EQ(metered("fragmentIdentification", {of(7), of(0xabcd)}), "7");
}

TEST(FragmentIdentification, IsThatOfTheFragmentHeaderInIpv6) {
    EXPECT_EQ(
        metered("fragmentIdentification", {Ethernet{} / Ipv6{} / Fragment{.offset = 185, .identification = 0x89abcdef} / Raw{}}),
        "2309737967");
    EXPECT_EQ(metered("fragmentIdentification",
                      {Ethernet{} / Ipv6{} / HopByHop{} / Routing{} / Fragment{.more = true, .identification = 7} / Udp{}}),
              "7");
    EXPECT_EQ(metered("fragmentIdentification", {Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(FragmentIdentification, NeedsTheWholeHeader) {
    EXPECT_EQ(by_captured_octets("fragmentIdentification", of(7)), "0: malformed, 34: 7");
    EXPECT_EQ(by_captured_octets("fragmentIdentification", Ethernet{} / Ipv6{} / Fragment{.identification = 7} / Udp{}),
              "0: malformed, 54: 0, 62: 7");
}

}  // namespace support::fragment_identification
