// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <future>

#include "probe/control/first_packet.hpp"

namespace probe {

TEST(FirstPacket, IsSeenWhenTheCountIsAnotherOne) {
    unsigned asked = 0;
    std::promise<void> counted;
    const auto begin = std::chrono::steady_clock::now();
    FirstPacket first([&]() -> std::uint64_t {
        if (++asked < 4) return 7;
        counted.set_value();
        return 8;
    });
    counted.get_future().wait();

    const auto seen = first.when();

    ASSERT_TRUE(seen);
    EXPECT_GE(*seen, begin + 2 * FirstPacket::kPause);  // asked once at the beginning, then with a pause behind each answer
    EXPECT_EQ(asked, 4U);
}

TEST(FirstPacket, IsNotSeenWhereNoneCame) {
    FirstPacket first([] { return std::uint64_t{7}; });

    EXPECT_FALSE(first.when());
}

TEST(FirstPacket, IsLookedForOnceMoreAtTheEnd) {
    std::atomic<bool> has_come = false;
    FirstPacket first([&] { return std::uint64_t{has_come ? 8U : 7U}; });
    has_come = true;

    EXPECT_TRUE(first.when());
}

}  // namespace probe
