// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/collect/sequence.hpp"

namespace probe::collect {
namespace {

TEST(SequenceCheck, BeginsAnywhere) {
    SequenceCheck check;

    check.on_message(5000, 10);
    check.on_message(5010, 0);
    check.on_message(5010, 10);

    EXPECT_EQ(check.counters().gaps, 0U);
}

TEST(SequenceCheck, CountsWhatIsMissing) {
    SequenceCheck check;
    check.on_message(0, 10);

    check.on_message(30, 10);
    check.on_message(41, 10);

    EXPECT_EQ(check.counters().gaps, 2U);
    EXPECT_EQ(check.counters().missing, 21U);
}

TEST(SequenceCheck, WrapsAtTwoToTheThirtyTwo) {
    SequenceCheck check;
    check.on_message(0xffff'fffeU, 4);

    check.on_message(2, 1);
    check.on_message(5, 1);

    EXPECT_EQ(check.counters().gaps, 1U);
    EXPECT_EQ(check.counters().missing, 2U);
}

TEST(SequenceCheck, TakesBackWhatCameLate) {
    SequenceCheck check;
    check.on_message(100, 10);
    check.on_message(120, 10);

    check.on_message(110, 10);
    check.on_message(130, 10);

    EXPECT_EQ(check.counters().gaps, 1U);
    EXPECT_EQ(check.counters().missing, 0U);
    EXPECT_EQ(check.counters().late, 1U);
}

TEST(SequenceCheck, NoticesRestarts) {
    SequenceCheck check;
    check.on_message(1'000'000, 10);

    check.on_message(20, 10);
    check.on_message(30, 10);
    check.on_message(0, 10);

    EXPECT_EQ(check.counters().restarts, 2U);
    EXPECT_EQ(check.counters().gaps, 0U);
    EXPECT_EQ(check.counters().late, 0U);
}

TEST(SequenceCheck, BeginsAnewBehindAMessageThatCouldNotBeRead) {
    SequenceCheck check;
    check.on_message(0, 10);

    check.on_message(10, {});
    check.on_message(37, 1);
    check.on_message(39, 1);

    EXPECT_EQ(check.counters().gaps, 1U);
    EXPECT_EQ(check.counters().missing, 1U);
}

}  // namespace
}  // namespace probe::collect
