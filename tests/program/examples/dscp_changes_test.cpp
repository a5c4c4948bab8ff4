// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/example_fields.hpp"

namespace support {

constexpr const char* kField = "DSCP_CHANGES";

static Packet four(unsigned dscp, unsigned ecn = 0) {
    return Ethernet{} / Ipv4{.tos = static_cast<std::uint8_t>(dscp << 2 | ecn)} / Udp{};
}
static Packet six(unsigned dscp) { return Ethernet{} / Ipv6{.traffic_class = static_cast<std::uint8_t>(dscp << 2)} / Udp{}; }

TEST(DscpChanges, AreThePacketsUnlikeTheFirst) {
    EXPECT_EQ(metered_example(kField, {four(46), four(0), four(46), four(8), four(8)}), "3");
    EXPECT_EQ(metered_example(kField, {four(0), four(46)}), "1");
    EXPECT_EQ(metered_example(kField, {six(63), six(62), six(63)}), "1");
}

TEST(DscpChanges, AreNoneWithoutAChange) {
    EXPECT_EQ(metered_example(kField, {four(46)}), "0");
    EXPECT_EQ(metered_example(kField, {four(46), four(46)}), "0");
}

TEST(DscpChanges, LeaveEcnAside) { EXPECT_EQ(metered_example(kField, {four(46, 0), four(46, 3), four(46, 1)}), "0"); }

TEST(DscpChanges, AreThoseOfEachFlow) {
    EXPECT_EQ(metered_example(kField, {four(1), six(2), four(3), six(2)}, "IPV4_SRC_ADDR DSCP_CHANGES"), "0 1");
}

TEST(DscpChanges, NeedTheTypeOfServiceWithoutShowingIt) {
    const Metering metering = Meter(kField, {.catalogue = &with_examples()}).run({four(46), four(0)});

    EXPECT_EQ(metering.flows, std::vector<std::string>{"{\"DSCP_CHANGES\":1}"});
    EXPECT_EQ(metered_example("SRC_TOS", {four(46), four(0)}, "SRC_TOS DSCP_CHANGES"), "184");
}

}  // namespace support
