// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/rotation.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr sys_seconds kNoon = sys_days(std::chrono::year(2026) / 11 / 20) + 12h;

TEST(Rotation, AFileBeginsAtTheSecond) {
    Rotation rotation({.every = 300s});
    EXPECT_EQ(rotation.begin(kNoon + 17s + 900ms, false), kNoon + 17s);
}

TEST(Rotation, IsOverAtTheNextMultipleInUtc) {
    Rotation rotation({.every = 300s});
    rotation.begin(kNoon + 17s, false);

    EXPECT_FALSE(rotation.is_over(kNoon + 299'999ms));
    EXPECT_TRUE(rotation.is_over(kNoon + 300s));
    EXPECT_EQ(rotation.end(), kNoon + 300s);
}

TEST(Rotation, ADayEndsAtMidnight) {
    Rotation rotation({.every = 86'400s});
    rotation.begin(kNoon, false);
    EXPECT_EQ(rotation.end(), kNoon + 12h);
}

TEST(Rotation, AFileThatFollowsIsNamedAfterTheMultiple) {
    Rotation rotation({.every = 300s});
    rotation.begin(kNoon, false);

    EXPECT_EQ(rotation.begin(kNoon + 302s, true), kNoon + 300s);
    EXPECT_EQ(rotation.end(), kNoon + 600s);
}

TEST(Rotation, AClockThatWasSetEndsTheFile) {
    Rotation rotation({.every = 300s});
    rotation.begin(kNoon, false);

    EXPECT_TRUE(rotation.is_over(kNoon - 1s));
    EXPECT_TRUE(rotation.is_over(kNoon + 24h));
}

TEST(Rotation, IsFullWhereTheNextMessageHasNoRoom) {
    const Rotation rotation({.octets = 1000});
    EXPECT_FALSE(rotation.is_full(900, 100));
    EXPECT_TRUE(rotation.is_full(900, 101));
}

TEST(Rotation, WithoutLimitsNothingEnds) {
    Rotation rotation({});
    rotation.begin(kNoon, false);

    EXPECT_FALSE(RotationSettings().rotates());
    EXPECT_FALSE(rotation.is_over(kNoon + 24h * 365));
    EXPECT_FALSE(rotation.is_full(1ULL << 62, 1000));
    EXPECT_EQ(rotation.end(), Rotation::Time::max());
}

TEST(RotatedPath, HasTheTimeBeforeTheExtension) {
    EXPECT_EQ(rotated_path("/srv/a.b/flows.ipfix", kNoon + 7s, 0), "/srv/a.b/flows.20261120T120007Z.ipfix");
    EXPECT_EQ(rotated_path("flows", kNoon, 0), "flows.20261120T120000Z");
    EXPECT_EQ(rotated_path("/srv/.flows", kNoon, 0), "/srv/.flows.20261120T120000Z");
}

TEST(RotatedPath, NumbersSortBehindTheFirst) {
    EXPECT_EQ(rotated_path("flows.csv", kNoon, 2), "flows.20261120T120000Z_2.csv");
    EXPECT_LT(rotated_path("flows.csv", kNoon, 0), rotated_path("flows.csv", kNoon, 1));
    EXPECT_LT(rotated_path("flows.csv", kNoon, 1), rotated_path("flows.csv", kNoon + 1s, 0));
}

}  // namespace
}  // namespace exporter
