// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "probe/policy/top_share.hpp"

namespace probe {
namespace {

config::Address ipv4(std::uint64_t number) { return {false, number << 32, 0}; }

TEST(TopShare, IsZeroOfNothing) {
    TopShare share;
    EXPECT_EQ(share.top(), 0U);
}

TEST(TopShare, IsExactForAsManyAddressesAsItHasCounters) {
    TopShare share;
    for (std::uint64_t round = 0; round < 3; round++)
        for (std::uint64_t i = 0; i < TopShare::kMost; i++) share.add(ipv4(i), i == 77 ? 5 : 4);

    EXPECT_EQ(share.top(), 15U);
    share.clear();
    EXPECT_EQ(share.top(), 0U);
}

TEST(TopShare, TellsApartFamiliesAndBothHalvesOfAnAddress) {
    TopShare share;
    share.add({false, 1, 0}, 3);
    share.add({true, 1, 0}, 4);
    share.add({true, 1, 1}, 2);
    share.add({true, 0, 1}, 2);

    EXPECT_EQ(share.top(), 4U);
}

TEST(TopShare, IsAtMostA4096thTooSmallAmongAnyNumberOfAddresses) {
    std::mt19937_64 random(7);
    for (const double own : {0.0005, 0.01, 0.3}) {
        TopShare share;
        std::uint64_t all = 0, top = 0;
        for (int i = 0; i < 300'000; i++) {
            const std::uint64_t packets = 1 + random() % 3;
            const bool is_top = static_cast<double>(random() % 1'000'000) < own * 1e6;
            share.add(is_top ? ipv4(1) : ipv4(1000 + random() % 1'000'000'000), packets);
            all += packets;
            top += is_top ? packets : 0;
        }
        EXPECT_LE(share.top(), std::max<std::uint64_t>(top, 12));  // no single one of the others has more
        EXPECT_GE(share.top() + all / 4096, top) << own;
    }
}

}  // namespace
}  // namespace probe
