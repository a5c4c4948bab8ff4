// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bench/interval.hpp"

namespace bench {

namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(MedianInterval, IsFromTheSmallestToTheLargestOfSixOrSevenValues) {
    const Interval six = median_interval({6, 1, 5, 2, 4, 3});
    const Interval seven = median_interval({7, 6, 1, 5, 2, 4, 3});

    EXPECT_THAT(six.median, DoubleEq(3.5));
    EXPECT_THAT(six.low, DoubleEq(1));
    EXPECT_THAT(six.high, DoubleEq(6));
    EXPECT_THAT(six.confidence, DoubleEq(1 - 2.0 / 64));
    EXPECT_THAT(seven.median, DoubleEq(4));
    EXPECT_THAT(seven.low, DoubleEq(1));
    EXPECT_THAT(seven.high, DoubleEq(7));
    EXPECT_THAT(seven.confidence, DoubleEq(1 - 2.0 / 128));
}

TEST(MedianInterval, LeavesOutliersAsideOnceThereAreEnoughOthers) {
    const Interval nine = median_interval({1000, 2, 3, 4, 5, 6, 7, 8, -1000});

    EXPECT_THAT(nine.low, DoubleEq(2));
    EXPECT_THAT(nine.high, DoubleEq(8));
    EXPECT_THAT(nine.confidence, DoubleEq(1 - 2 * 10.0 / 512));
}

// Tables of the sign test: of 20 values the 6th and the 15th, 95.86 %.
TEST(MedianInterval, AgreesWithPublishedTables) {
    std::vector<double> values;
    for (int i = 1; i <= 20; i++) values.push_back(i);

    const Interval twenty = median_interval(values);

    EXPECT_THAT(twenty.low, DoubleEq(6));
    EXPECT_THAT(twenty.high, DoubleEq(15));
    EXPECT_NEAR(twenty.confidence, 0.9586, 0.00005);
}

TEST(MedianInterval, SaysHowLittleFewValuesTell) {
    EXPECT_THAT(median_interval({3, 1}).confidence, DoubleEq(0.5));
    EXPECT_THAT(median_interval({3}).confidence, DoubleEq(0));
    EXPECT_THAT(median_interval({3}).median, DoubleEq(3));
    EXPECT_THAT(median_interval({}).high, DoubleEq(0));
}

TEST(Ratios, AreOfTheSameRound) { EXPECT_THAT(ratios({10, 9, 8}, {5, 3}), ElementsAre(2, 3)); }

}  // namespace

}  // namespace bench
