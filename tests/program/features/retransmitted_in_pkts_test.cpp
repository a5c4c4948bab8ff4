// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::retransmitted_in_pkts {

namespace {

// A segment of so many octets of payload, and when it comes.
Captured resent(std::uint32_t sequence, std::size_t payload, std::uint64_t microseconds = 0, std::uint16_t flags = 0x10) {
    return {Ethernet{} / Ipv4{} / Tcp{.flags = flags, .sequence = sequence} / Raw{zeros(payload)},
            {.time_ns = microseconds * 1'000}};
}

}  // namespace

TEST(RetransmittedInPkts, AreSegmentsThatWereThereBefore) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1100, 100), resent(1000, 100), resent(1100, 100)}),
              "2");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1100, 100), resent(1200, 100)}), "0");
}

TEST(RetransmittedInPkts, AreThoseThatBeginBeforeTheHighestEnd) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1050, 100)}), "1");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1100, 100)}), "0");
}

TEST(RetransmittedInPkts, AreSynAndFinAgain) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(77, 0, 0, 0x02), resent(77, 0, 0, 0x02)}), "1");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(77, 0, 0, 0x11), resent(77, 0, 0, 0x11)}), "1");
}

TEST(RetransmittedInPkts, AreNoAcknowledgements) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(77, 10), resent(77, 0), resent(77, 0), resent(1, 0, 0, 0x14)}), "0");
}

TEST(RetransmittedInPkts, AreNoKeepAlivesAndNoAnswersToWindowProbes) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1099, 0), resent(1099, 1)}), "0");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1099, 50)}), "0");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1098, 1)}), "1");
}

TEST(RetransmittedInPkts, KnowThatNumbersWrapAround) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(0xffffff9c, 200), resent(100, 50), resent(0xffffff9c, 200)}), "1");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(0xffffff9c, 100), resent(0, 50), resent(50, 50)}), "0");
}

TEST(RetransmittedInPkts, BeginAnewWithAnotherConnection) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS",
                      {resent(5000, 0, 0, 0x02), resent(5001, 100), resent(400, 0, 0, 0x02), resent(401, 100)}),
              "0");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(5000, 0, 0, 0x02), resent(5001, 100), resent(5000, 0, 0, 0x02)}), "1");
}

TEST(RetransmittedInPkts, DoNotGoByTheNumberOfARst) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(500'000, 0, 0, 0x04), resent(1100, 100)}), "0");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(500'000, 0, 0, 0x14), resent(1100, 100), resent(1200, 100)}), "0");
}

TEST(RetransmittedInPkts, AreThoseThatFillAHoleLate) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1200, 100), resent(1100, 100, 2'999)}), "0");
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), resent(1200, 100), resent(1100, 100, 3'000)}), "1");
}

TEST(RetransmittedInPkts, AreThoseOfADirection) {
    const Packet there = Ethernet{} / Ipv6{} / Tcp{.sequence = 1} / Raw{zeros(10)},
                 back = Ethernet{} / Ipv6{"2001:db8::2", "2001:db8::1"} / Tcp{443, 49152} / Raw{zeros(10)};

    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {there, back, there, there}, "IPV6_SRC_ADDR RETRANSMITTED_IN_PKTS"), "0 2");
}

TEST(RetransmittedInPkts, GoOnOverSnapshots) {
    Captured again = resent(1000, 100);
    again.facts.after_snapshot = true;
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {resent(1000, 100), again, again}, "L4_SRC_PORT RETRANSMITTED_IN_PKTS"), "2");
}

TEST(RetransmittedInPkts, AreZeroOfOtherProtocols) {
    const Packet udp = Ethernet{} / Ipv4{} / Udp{};
    EXPECT_EQ(metered("RETRANSMITTED_IN_PKTS", {udp, udp, Ethernet{} / Ipv4{.fragment_offset = 1, .protocol = 6}}), "0");
}

TEST(RetransmittedInPkts, NeedTheWholeHeader) {
    EXPECT_EQ(by_captured_octets("RETRANSMITTED_IN_PKTS", Ethernet{} / Ipv4{} / Tcp{} / Raw{zeros(9)}), "0: malformed, 34: 0");
}

}  // namespace support::retransmitted_in_pkts
