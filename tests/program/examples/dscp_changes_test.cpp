// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/example_fields.hpp"

namespace support::examples_dscp_changes {

constexpr const char* kField = "DSCP_CHANGES";

static Packet four(unsigned dscp, unsigned ecn = 0) {
    return Ethernet{} / Ipv4{.tos = static_cast<std::uint8_t>(dscp << 2 | ecn)} / Udp{};
}
static Packet six(unsigned dscp) { return Ethernet{} / Ipv6{.traffic_class = static_cast<std::uint8_t>(dscp << 2)} / Udp{}; }

TEST(DscpChanges, ArePacketsUnlikeTheOneBefore) {
    EXPECT_EQ(metered_example(kField, {four(46), four(0), four(46), four(8), four(8)}), "3");
    EXPECT_EQ(metered_example(kField, {four(0), four(46), four(46), four(46)}), "1");
    EXPECT_EQ(metered_example(kField, {six(63), six(62), six(63)}), "2");
}

TEST(DscpChanges, AreSeenAcrossSnapshots) {
    const Facts next{.after_snapshot = true};

    EXPECT_EQ(metered_example(kField, {four(46), {four(0), next}, {four(0), next}, {four(46), next}, four(8)}), "3");
    EXPECT_EQ(metered_example(kField, {four(46), {four(46), next}}), "0");
}

TEST(DscpChanges, BeginAnewWithAFlowAfterTheIdleTimeout) {
    const auto changes = [](std::uint64_t seconds) {
        Meter meter(kField, {.catalogue = &with_examples(), .idle = std::chrono::seconds(30)});
        return meter.run({{four(46), {.time_ns = 1'000'000'000}}, {four(0), {.time_ns = (1 + seconds) * 1'000'000'000}}})
            .values(kField);
    };
    EXPECT_EQ(changes(29), "1");
    EXPECT_EQ(changes(30), "0");
}

TEST(DscpChanges, AreNoneWithoutAChange) {
    EXPECT_EQ(metered_example(kField, {four(46)}), "0");
    EXPECT_EQ(metered_example(kField, {four(46), four(46)}), "0");
}

TEST(DscpChanges, LeaveEcnAside) { EXPECT_EQ(metered_example(kField, {four(46, 0), four(46, 3), four(46, 1)}), "0"); }

TEST(DscpChanges, AreThoseOfEachFlow) {
    EXPECT_EQ(metered_example(kField, {four(1), six(2), four(3), six(2)}, "IPV4_SRC_ADDR DSCP_CHANGES"), "0 1");
}

TEST(DscpChanges, NeedAnIpHeader) {
    EXPECT_EQ(by_captured_octets(kField, four(46), {.catalogue = &with_examples()}), "0: malformed, 34: 0");
}

}  // namespace support::examples_dscp_changes
