// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/message_queue.hpp"

namespace exporter {
namespace {

using ::testing::ElementsAre;
using Kind = Message::Kind;

SharedMessage message(Kind kind, std::uint32_t sequence = 0, std::uint32_t records = 0) {
    Message made{kind, records, std::vector<std::byte>(kIpfixHeaderOctets)};
    set_sequence(made.octets, sequence);
    return std::make_shared<const Message>(std::move(made));
}

TEST(MessageQueue, KeepsTheOrder) {
    MessageQueue queue(2);
    const SharedMessage a = message(Kind::data), b = message(Kind::data);
    queue.push(a);
    EXPECT_FALSE(queue.is_full());
    queue.push(b);
    EXPECT_TRUE(queue.is_full());
    EXPECT_EQ(queue.pop(), a);
    EXPECT_EQ(queue.pop(), b);
    EXPECT_TRUE(queue.is_empty());
}

TEST(MessageQueue, TemplatesAreInForceOnceTheyHaveLeft) {
    MessageQueue queue(8);
    const SharedMessage first = message(Kind::new_templates), more = message(Kind::more_templates);
    const SharedMessage other = message(Kind::new_templates);
    for (const SharedMessage& each : {first, more, message(Kind::data), other}) queue.push(each);
    EXPECT_THAT(queue.templates(), ElementsAre());
    queue.pop();
    queue.pop();
    EXPECT_THAT(queue.templates(), ElementsAre(first, more));
    queue.pop();
    EXPECT_THAT(queue.templates(), ElementsAre(first, more));
    queue.pop();
    EXPECT_THAT(queue.templates(), ElementsAre(other));
}

TEST(MessageQueue, KnowsTheSequenceNumberOfTheNextData) {
    MessageQueue queue(8);
    EXPECT_EQ(queue.sequence(), 0U);
    queue.push(message(Kind::data, 10, 5));
    queue.push(message(Kind::templates, 15));
    queue.push(message(Kind::data, 15, 2));
    EXPECT_EQ(queue.sequence(), 10U);
    queue.pop();
    EXPECT_EQ(queue.sequence(), 15U);
    queue.pop();
    queue.pop();
    EXPECT_EQ(queue.sequence(), 17U);
}

}  // namespace
}  // namespace exporter
