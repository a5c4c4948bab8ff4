// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/ledger.hpp"

namespace exporter {
namespace {

// Ten messages of 100 octets and 7 records each.
Ledger ten(std::uint64_t most_unread, std::size_t capacity = 100) {
    Ledger ledger(capacity);
    ledger.begin(most_unread);
    for (std::uint64_t i = 1; i <= 10; ++i) ledger.add(100 * i, 7, {1, i});
    return ledger;
}

TEST(Ledger, WhatIsNotWhollyAcknowledgedIsUnacknowledged) {
    Ledger ledger = ten(0);
    EXPECT_TRUE(ledger.is_unacknowledged());
    const auto uncertain = ledger.end(399, false);
    EXPECT_EQ(uncertain.unacknowledged.messages, 7U);
    EXPECT_EQ(uncertain.unacknowledged.records, 49U);
    EXPECT_EQ(uncertain.unconfirmed.records, 0U);
}

TEST(Ledger, TheLastOfTheAcknowledgedMayBeUnread) {
    const auto uncertain = ten(250).end(800, false);
    EXPECT_EQ(uncertain.unacknowledged.records, 14U);
    EXPECT_EQ(uncertain.unconfirmed.records, 21U);  // those that end at 600, 700 and 800
}

TEST(Ledger, AnOrderlyEndMeansThatAllAcknowledgedWasRead) {
    const auto uncertain = ten(250).end(800, true);
    EXPECT_EQ(uncertain.unacknowledged.records, 14U);
    EXPECT_EQ(uncertain.unconfirmed.records, 0U);
}

TEST(Ledger, WhatWasAcknowledgedOnceStaysSo) {
    Ledger ledger = ten(0);
    ledger.acknowledge(1000);
    EXPECT_FALSE(ledger.is_unacknowledged());
    EXPECT_TRUE(ledger.is_empty());
    EXPECT_EQ(ledger.end(0, false).unacknowledged.records, 0U);
}

TEST(Ledger, ForgetsWhatMustHaveBeenRead) {
    Ledger ledger = ten(250);
    ledger.acknowledge(700);
    EXPECT_EQ(ledger.oldest(), (Place{1, 5}));
}

TEST(Ledger, OfMoreThanItHoldsNoneIsForgotten) {
    Ledger ledger = ten(10'000, 4);
    const auto uncertain = ledger.end(1'000, false);
    EXPECT_EQ(uncertain.unconfirmed.messages, 10U);
    EXPECT_EQ(uncertain.unconfirmed.records, 70U);
    EXPECT_EQ(ledger.oldest(), (Place{1, 1}));
}

TEST(Ledger, ANewConnectionBeginsAtZero) {
    Ledger ledger = ten(0);
    ledger.begin(0);
    ledger.add(100, 3);
    EXPECT_TRUE(ledger.is_unacknowledged());
    EXPECT_EQ(ledger.end(0, false).unacknowledged.records, 3U);
}

TEST(Ledger, WhatASpoolGivesUpIsTakenAwayByKind) {
    Ledger ledger = ten(10'000);
    ledger.acknowledge(300);
    const auto removed = ledger.remove_before({1, 6});
    EXPECT_EQ(removed.unconfirmed.records, 21U);
    EXPECT_EQ(removed.unacknowledged.records, 14U);
    EXPECT_EQ(ledger.oldest(), (Place{1, 6}));
}

}  // namespace
}  // namespace exporter
