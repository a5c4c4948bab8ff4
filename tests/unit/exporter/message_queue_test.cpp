// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/message_queue.hpp"

namespace exporter {
namespace {

using ::testing::ElementsAre;
using Kind = Message::Kind;

SharedMessage message(Kind kind) { return std::make_shared<const Message>(Message{kind, 0, {}}); }

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

}  // namespace
}  // namespace exporter
