// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::first_payload_hash {
namespace {

constexpr std::uint64_t kTick = 1 << 20;                      // ns
constexpr std::uint64_t kTurn = kTick << 32;                  // after which times begin anew
constexpr const char *kX = "4245442695", *kY = "4228665076";  // FNV-1a of "x" and "y"

Captured letter(char payload, std::uint64_t time_ns, bool after_snapshot = false) {
    return {Ethernet{} / Ipv4{} / Udp{} / Raw{{static_cast<std::byte>(payload)}},
            {.time_ns = time_ns, .after_snapshot = after_snapshot}};
}

std::string hash(const std::vector<Captured>& frames) { return metered("PAYLOAD_HASH", frames); }

}  // namespace

// Seen in what is made of it.
TEST(FirstPayloadHash, TellsTimesApartThatAreAMillisecondFromEachOther) {
    EXPECT_EQ(hash({letter('x', 8 * kTick), letter('y', 7 * kTick)}), kY);
    EXPECT_EQ(hash({letter('y', 8 * kTick), letter('x', 7 * kTick, true)}), kX);
    EXPECT_EQ(hash({letter('x', 8 * kTick + 9), letter('y', 8 * kTick + 8)}), kX);  // they do not: the first to come
}

TEST(FirstPayloadHash, KnowsTheEarlierPacketWithinOneTurnOfItsTimes) {
    EXPECT_EQ(hash({letter('x', kTurn - kTick), letter('y', kTurn - 2 * kTick)}), kY);
    EXPECT_EQ(hash({letter('x', kTurn - kTick), letter('y', kTurn)}), kY);
}

TEST(FirstPayloadHash, IsKnownOfThePacketAtTheEndOfATurn) { EXPECT_EQ(hash({letter('x', kTurn - 1)}), kX); }

}  // namespace support::first_payload_hash
