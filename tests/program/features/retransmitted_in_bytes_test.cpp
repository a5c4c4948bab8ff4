// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::retransmitted_in_bytes {

namespace {

// A segment of so many octets of payload, and when it comes.
Captured resent_octets(std::uint32_t sequence, std::size_t payload, std::uint64_t microseconds = 0, std::uint16_t flags = 0x10) {
    return {Ethernet{} / Ipv4{} / Tcp{.flags = flags, .sequence = sequence} / Raw{zeros(payload)},
            {.time_ns = microseconds * 1'000}};
}

}  // namespace

TEST(RetransmittedInBytes, AreTheLayer3OctetsOfSegmentsThatWereThereBefore) {
    EXPECT_EQ(metered("RETRANSMITTED_IN_BYTES", {resent_octets(1000, 100), resent_octets(1000, 100), resent_octets(1100, 7)}),
              "140");
    EXPECT_EQ(metered("RETRANSMITTED_IN_BYTES", {resent_octets(9, 0, 0, 0x02), resent_octets(9, 0, 0, 0x02)}), "40");
}

TEST(RetransmittedInBytes, LeaveOutIpv6ExtensionsWhenTheyLookForPayload) {
    const Packet bare = Ethernet{} / Ipv6{} / DestinationOptions{} / Tcp{};
    const Packet full = Ethernet{} / Ipv6{} / DestinationOptions{} / Tcp{.options = octets({1, 1, 1, 1})} / Raw{zeros(5)};

    EXPECT_EQ(metered("RETRANSMITTED_IN_BYTES", {bare, bare}), "0");
    EXPECT_EQ(metered("RETRANSMITTED_IN_BYTES", {full, full}), "77");  // 40 + 8 + 24 + 5
}

TEST(RetransmittedInBytes, LeaveOutWhatFollowsThePacketInItsFrame) {
    Octets padded = Packet(Ethernet{} / Ipv4{} / Tcp{}).octets();
    padded.resize(60);
    EXPECT_EQ(metered("RETRANSMITTED_IN_BYTES", {padded, padded}), "0");
}

TEST(RetransmittedInBytes, AreZeroOfOtherProtocols) {
    const Packet udp = Ethernet{} / Ipv4{} / Udp{};
    EXPECT_EQ(metered("RETRANSMITTED_IN_BYTES", {udp, udp}), "0");
}

}  // namespace support::retransmitted_in_bytes
