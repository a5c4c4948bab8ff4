// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <vector>

#include "exporter/points.hpp"

namespace exporter {
namespace {

TEST(Points, TellApartWhatWasAskedForOnly) {
    Points inputs({.input = true});

    EXPECT_EQ(inputs.take({.input = 70'000}), 0);
    EXPECT_EQ(inputs.take({.input = 3}), 1);
    EXPECT_EQ(inputs.take({.input = 3, .output = 9, .direction = 1}), 1);
    EXPECT_EQ(inputs[0], (Point{.input = 70'000}));
    EXPECT_EQ(inputs[1], (Point{.input = 3}));
    EXPECT_EQ(Points({}).take({.input = 3, .output = 9, .direction = 1}), 0);
    Points directions({.direction = true});
    EXPECT_EQ(directions.take({.input = 1}), 0);
    EXPECT_EQ(directions.take({.output = 1, .direction = 1}), 1);
}

TEST(Points, KeepTheirNumberAsLongAsTheyAreTaken) {
    Points points({.input = true});
    for (std::uint32_t i = 0; i < Points::kMost; i++) ASSERT_EQ(points.take({.input = i}), i);
    EXPECT_EQ(points.take({.input = 100'000}), std::nullopt);
    EXPECT_EQ(points.take({.input = 7}), 7);

    points.give_back(7);
    EXPECT_EQ(points.take({.input = 100'000}), std::nullopt);  // taken twice, given back once
    points.give_back(9);
    points.give_back(7);
    EXPECT_EQ(points.take({.input = 9}), 9);  // back again: not free any more

    EXPECT_EQ(points.take({.input = 100'000}), 7);
    EXPECT_EQ(points[7].input, 100'000U);
    EXPECT_EQ(points.take({.input = 7}), std::nullopt);
}

TEST(Points, GiveTheNumberThatWasGivenBackFirst) {
    Points points({.input = true});
    for (std::uint32_t i = 0; i < Points::kMost; i++) ASSERT_TRUE(points.take({.input = i}));
    for (const std::uint16_t number : std::vector<std::uint16_t>{40, 2, 30}) points.give_back(number);

    EXPECT_EQ(points.take({.input = 100'001}), 40);
    EXPECT_EQ(points.take({.input = 100'002}), 2);
    EXPECT_EQ(points.take({.input = 100'003}), 30);
}

}  // namespace
}  // namespace exporter
