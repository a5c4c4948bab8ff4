// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::ooorder_in_pkts {

namespace {

// A segment of so many octets of payload, and when it comes.
Captured swapped(std::uint32_t sequence, std::size_t payload, std::uint64_t microseconds = 0, std::uint16_t flags = 0x10) {
    return {Ethernet{} / Ipv4{} / Tcp{.flags = flags, .sequence = sequence} / Raw{zeros(payload)},
            {.time_ns = microseconds * 1'000}};
}

}  // namespace

TEST(OoorderInPkts, AreSegmentsThatFillAHoleSoon) {
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {swapped(1000, 100), swapped(1200, 100), swapped(1100, 100, 2'999)}), "1");
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {swapped(1000, 100), swapped(1200, 100), swapped(1100, 100, 3'000)}), "0");
}

TEST(OoorderInPkts, AreNoSegmentsThatWereThereBefore) {
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {swapped(1000, 100), swapped(1100, 100), swapped(1000, 100)}), "0");
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {swapped(1000, 100), swapped(1200, 100), swapped(1200, 100)}), "0");
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {swapped(1000, 100), swapped(1200, 100), swapped(1000, 100)}), "0");
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {swapped(1000, 100), swapped(1200, 100), swapped(1100, 100), swapped(1100, 100)}), "1");
}

TEST(OoorderInPkts, MayFillAHoleFromBothSides) {
    EXPECT_EQ(
        metered("OOORDER_IN_PKTS", {swapped(0, 100), swapped(400, 100), swapped(100, 100), swapped(300, 100), swapped(200, 100)}),
        "3");
}

TEST(OoorderInPkts, KnowThatNumbersWrapAround) {
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {swapped(0xfffffff0, 8), swapped(16, 8), swapped(0xfffffff8, 24)}), "1");
}

TEST(OoorderInPkts, GoOnOverSnapshots) {
    Captured late = swapped(1100, 100);
    late.facts.after_snapshot = true;
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {swapped(1000, 100), swapped(1200, 100), late}, "L4_SRC_PORT OOORDER_IN_PKTS"), "1");
}

TEST(OoorderInPkts, AreZeroOfOtherProtocols) {
    const Packet udp = Ethernet{} / Ipv6{} / Udp{};
    EXPECT_EQ(metered("OOORDER_IN_PKTS", {udp, udp}), "0");
}

}  // namespace support::ooorder_in_pkts
