// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::fragment_flags {

TEST(FragmentFlags, AccumulatesOverPackets) {
    EXPECT_EQ(metered("fragmentFlags",
                      {Ethernet{} / Ipv4{.dont_fragment = true} / Udp{}, Ethernet{} / Ipv4{.more_fragments = true} / Udp{}}),
              "96");
}

TEST(FragmentFlags, HoldsTheFlagsAndNoOffset) {
    EXPECT_EQ(metered("fragmentFlags", {Ethernet{} / Ipv4{.fragment_offset = 0x1fff} / Udp{}}), "0");
    EXPECT_EQ(metered("fragmentFlags", {Ethernet{} / Ipv4{.dont_fragment = true} / Udp{}}), "64");
    EXPECT_EQ(metered("fragmentFlags", {Ethernet{} / Ipv4{.fragment_offset = 0x8000} / Udp{}}), "128");
}

TEST(FragmentFlags, KnowsMoreFragmentsInIpv6) {
    EXPECT_EQ(metered("fragmentFlags", {Ethernet{} / Ipv6{} / Fragment{.more = true} / Udp{}}), "32");
    EXPECT_EQ(metered("fragmentFlags", {Ethernet{} / Ipv6{} / Routing{} / Fragment{.offset = 0x1fff} / Udp{}}), "0");
    EXPECT_EQ(metered("fragmentFlags", {Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(FragmentFlags, NeedsTheWholeHeader) {
    EXPECT_EQ(by_captured_octets("fragmentFlags", Ethernet{} / Ipv4{.dont_fragment = true} / Udp{}), "0: malformed, 34: 64");
    EXPECT_EQ(by_captured_octets("fragmentFlags", Ethernet{} / Ipv6{} / Fragment{.more = true} / Udp{}),
              "0: malformed, 54: 0, 62: 32");
}

}  // namespace support::fragment_flags
