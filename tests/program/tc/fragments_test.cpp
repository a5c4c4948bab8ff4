// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/tc_metered.hpp"

namespace support::tc_fragments {
namespace {

const Octets kFirst = Ethernet{} / Ipv4{.more_fragments = true} / Udp{.destination_port = 53} / Raw{zeros(64)};
const Octets kLater = Ethernet{} / Ipv4{.fragment_offset = 9, .protocol = 17} / Raw{zeros(64)};
const Octets kFirst6 = Ethernet{} / Ipv6{} / Fragment{.more = true} / Udp{.destination_port = 53} / Raw{zeros(64)};
const Octets kLater6 = Ethernet{} / Ipv6{} / Fragment{.offset = 9, .next_header = 17} / Raw{zeros(64)};

}  // namespace

TEST(TcFragments, HaveThePortsOfTheirDatagram) {
    EXPECT_EQ(metered_in_tc("L4_DST_PORT IN_PKTS", {{kFirst}, {kLater}}, {.fragments = true}), "53 2");
    EXPECT_EQ(metered_in_tc("L4_DST_PORT IN_PKTS", {{kFirst6}, {kLater6}}, {.fragments = true}), "53 2");
    EXPECT_EQ(metered_in_tc("L4_DST_PORT IN_PKTS", {{kFirst}, {kLater}}), "2 flows");
}

// The clock is read for fragments alone, or for every packet.
TEST(TcFragments, KnowTheirFirstOneWithAndWithoutFieldsOfTime) {
    EXPECT_EQ(metered_in_tc("L4_DST_PORT", {{kFirst}, {kLater}}, {.fragments = true}), "53");
    const std::string with_time = "L4_DST_PORT FIRST_SWITCHED IN_PKTS";
    EXPECT_EQ(TcMeter(with_time, {.fragments = true}).run({{kFirst}, {kLater}}).values("IN_PKTS"), "2");
}

TEST(TcFragments, BeforeTheFirstOneAreCounted) {
    EXPECT_EQ(TcMeter("L4_DST_PORT", {.fragments = true}).run({{kLater}, {kFirst}, {kLater}}).fragments_without_first, 1U);
}

}  // namespace support::tc_fragments
