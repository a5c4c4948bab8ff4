// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::mul_igmp_type {

static Packet igmp(int type) {
    return Ethernet{} / Ipv4{} / Raw{.payload = octets({type, 0, 0, 0, 239, 1, 2, 3}), .protocol = 2};
}

TEST(MulIgmpType, IsThatOfTheFirstPacket) {
    EXPECT_EQ(metered("MUL_IGMP_TYPE", {igmp(0x22)}), "34");
    EXPECT_EQ(metered("MUL_IGMP_TYPE", {igmp(0x11), igmp(0x16)}), "17");
    EXPECT_EQ(metered("MUL_IGMP_TYPE", {Ethernet{} / Ipv4{} / Udp{}, igmp(0x16)}), "0");
}

TEST(MulIgmpType, StaysZeroInOtherProtocolsAndLaterFragments) {
    const Raw report{.payload = Octets(8, std::byte{0x16}), .protocol = 2};

    EXPECT_EQ(metered("MUL_IGMP_TYPE", {Ethernet{} / Ipv4{.protocol = 1} / report}), "0");
    EXPECT_EQ(metered("MUL_IGMP_TYPE", {Ethernet{} / Ipv6{} / report}), "0");
    EXPECT_EQ(metered("MUL_IGMP_TYPE", {Ethernet{} / Ipv4{.fragment_offset = 1} / report}), "0");
}

TEST(MulIgmpType, NeedsTheWholeMinimalHeader) {
    EXPECT_EQ(by_captured_octets("MUL_IGMP_TYPE", igmp(0x16)), "0: malformed, 34: 0, 42: 22");
    EXPECT_EQ(by_captured_octets("MUL_IGMP_TYPE", Ethernet{} / Vlan{} / Ipv4{.options = octets({148, 4, 0, 0})} /
                                                      Raw{.payload = Octets(8, std::byte{0x16}), .protocol = 2}),
              "0: malformed, 42: 0, 50: 22");
}

}  // namespace support::mul_igmp_type
