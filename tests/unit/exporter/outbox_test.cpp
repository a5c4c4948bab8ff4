// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/outbox.hpp"
#include "exporter/record.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using Kind = Message::Kind;

SharedMessage message(Kind kind, std::uint32_t records = 0) {
    return std::make_shared<const Message>(Message{kind, records, std::vector<std::byte>(20)});
}

std::uint64_t sequence(const Outbox& outbox) {
    return load_big_endian(outbox.header_of(*message(Kind::data)).octets.data() + 8, 4);
}

struct OutboxTest : ::testing::Test {
    [[nodiscard]] CollectorCounters counters() const { return outbox.report().counters; }
    Outbox outbox{{}, HeaderForm::ipfix, {}};
};

TEST_F(OutboxTest, WhatIsHandedOverWaitsUntilItsFateIsTold) {
    outbox.push(message(Kind::data, 5));
    outbox.push(message(Kind::data, 7));
    const SharedMessage first = outbox.hand_over(), second = outbox.hand_over();
    EXPECT_EQ(outbox.hand_over(), nullptr);
    EXPECT_EQ(counters().waiting, 2U);
    EXPECT_EQ(sequence(outbox), 12U);  // that of the next

    outbox.delivered(*second);
    outbox.undelivered(*first, &CollectorCounters::lost_no_buffer);

    EXPECT_EQ(counters().waiting, 0U);
    EXPECT_EQ(counters().sent.records, 7U);
    EXPECT_EQ(counters().lost_no_buffer.records, 5U);
}

TEST_F(OutboxTest, AMessageThatWasTakenCanBeHandedOver) {
    outbox.push(message(Kind::data, 5));
    EXPECT_NE(outbox.take(), nullptr);
    EXPECT_NE(outbox.hand_over(), nullptr);
    EXPECT_FALSE(outbox.has_message());
}

TEST_F(OutboxTest, TheEndWaitsForFates) {
    outbox.push(message(Kind::data, 5));
    const SharedMessage first = outbox.hand_over();
    const auto now = std::chrono::steady_clock::now();

    EXPECT_FALSE(outbox.wait_until_sent(now));
    outbox.delivered(*first);
    EXPECT_TRUE(outbox.wait_until_sent(now));
}

TEST_F(OutboxTest, SkippedTemplatesAreInForceButNotCounted) {
    const SharedMessage templates = message(Kind::new_templates);
    outbox.push(templates);
    EXPECT_EQ(outbox.take(), templates);
    outbox.skip();

    EXPECT_EQ(outbox.templates(), std::vector{templates});
    EXPECT_EQ(counters().templates, 0U);
    EXPECT_FALSE(outbox.has_message());
}

}  // namespace
}  // namespace exporter
