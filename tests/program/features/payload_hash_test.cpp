// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::payload_hash {
namespace {

// The numbers are those that RFC 9923 and its authors give for these texts; one that repeats "0123456789" is Python's.
constexpr const char *kA = "3826002220", *kFoobar = "3214735720", *kDigits64 = "1917443225", *kDigits63 = "3951899792";

Raw text(const std::string& letters) {
    Octets payload;
    for (const char letter : letters) payload.push_back(static_cast<std::byte>(letter));
    return {payload};
}

std::string digits(std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; i++) all.push_back(static_cast<char>('0' + i % 10));
    return all;
}

std::string hash(const std::vector<Captured>& frames) { return metered("PAYLOAD_HASH", frames); }

Captured ms(std::uint64_t milliseconds, const Packet& packet, bool after_snapshot = false) {
    return {packet, {.time_ns = milliseconds * 1'000'000, .after_snapshot = after_snapshot}};
}

}  // namespace

TEST(PayloadHash, IsFnv1aOfWhatIsBehindTheHeaders) {
    EXPECT_EQ(hash({Ethernet{} / Ipv4{} / Udp{} / text("a")}), kA);
    EXPECT_EQ(hash({Ethernet{} / Ipv4{} / Udp{} / text("foobar")}), kFoobar);
    EXPECT_EQ(hash({Ethernet{} / Vlan{} / Ipv4{.options = zeros(8)} / Tcp{.options = zeros(12)} / text("foobar")}), kFoobar);
    EXPECT_EQ(hash({Ethernet{} / Ipv6{} / DestinationOptions{} / Tcp{} / text("foobar")}), kFoobar);
    EXPECT_EQ(hash({Ethernet{} / Mpls{} / Ipv6{} / Udp{} / text("a")}), kA);
}

TEST(PayloadHash, IsOf64OctetsAtMost) {
    EXPECT_EQ(hash({Ethernet{} / Ipv4{} / Udp{} / text(digits(63))}), kDigits63);
    EXPECT_EQ(hash({Ethernet{} / Ipv4{} / Udp{} / text(digits(64))}), kDigits64);
    EXPECT_EQ(hash({Ethernet{} / Ipv4{} / Udp{} / text(digits(65))}), kDigits64);
    EXPECT_EQ(hash({Ethernet{} / Ipv4{} / Udp{} / text(digits(1400))}), kDigits64);
}

TEST(PayloadHash, IsThatOfTheFirstPacketWithPayload) {
    const Packet syn = Ethernet{} / Ipv4{} / Tcp{.flags = 2}, a = Ethernet{} / Ipv4{} / Tcp{} / text("a"),
                 foobar = Ethernet{} / Ipv4{} / Tcp{} / text("foobar");

    EXPECT_EQ(hash({ms(1, syn), ms(2, a), ms(3, foobar)}), kA);
    EXPECT_EQ(hash({ms(1, syn), ms(2, foobar), ms(3, a)}), kFoobar);
    EXPECT_EQ(hash({ms(1, syn), ms(2, foobar, true), ms(3, a, true)}), kFoobar);
    EXPECT_EQ(hash({ms(1, a), ms(3, foobar, true), ms(4, foobar)}), kA);
    EXPECT_EQ(hash({ms(7, a), ms(3, foobar)}), kFoobar);  // as captures may have it
}

TEST(PayloadHash, IsOfTheFlowWhereDirectionsAreJoined) {
    const auto joined = [](const std::vector<Packet>& packets) {
        return metered("PAYLOAD_HASH", in_turn(packets), std::string(kBothDirections) + "OUT_PKTS PAYLOAD_HASH");
    };
    const Octets a = text("a").payload, foobar = text("foobar").payload;

    EXPECT_EQ(joined({asks({.flags = 2}), answers({.flags = 0x12}), answers({}, a), asks({}, foobar)}), kA);
    EXPECT_EQ(joined({asks({.flags = 2}), asks({}, foobar), answers({}, a)}), kFoobar);
    EXPECT_EQ(of_both("PAYLOAD_HASH", {asks({}, foobar), answers({}, a)}), std::string(kFoobar) + " " + kA);  // not joined
}

TEST(PayloadHash, LeavesOutWhatFollowsThePacketInItsFrame) {
    Octets padded = Packet(Ethernet{} / Ipv4{} / Udp{} / text("a")).octets(),
           empty = Packet(Ethernet{} / Ipv4{} / Tcp{}).octets();
    padded.resize(60), empty.resize(60);

    EXPECT_EQ(hash({padded}), kA);
    EXPECT_EQ(hash({empty}), "0");
}

TEST(PayloadHash, StaysZeroInOtherProtocolsAndLaterFragments) {
    EXPECT_EQ(hash({Ethernet{} / Ipv4{} / Icmp{} / text("a")}), "0");
    EXPECT_EQ(hash({Ethernet{} / Ipv4{} / Sctp{} / text("foobar")}), "0");
    EXPECT_EQ(hash({Ethernet{} / Ipv4{.fragment_offset = 1, .protocol = 17} / text("0123456789")}), "0");
}

TEST(PayloadHash, IsOfWhatWasCaptured) {
    EXPECT_EQ(by_captured_octets("PAYLOAD_HASH", Ethernet{} / Ipv4{} / Udp{} / text("fo")),
              "0: malformed, 34: 0, 43: 3809224601, 44: 1646454850");
}

}  // namespace support::payload_hash
