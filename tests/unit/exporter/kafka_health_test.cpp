// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/kafka_health.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;

constexpr KafkaHealth::Time kNoon{12h};

struct KafkaHealthTest : ::testing::Test {
    KafkaHealth health{30s};
};

TEST_F(KafkaHealthTest, IsReachableWhenABrokerIsConnected) {
    health.on_brokers(kNoon, false);
    EXPECT_EQ(health.state(), CollectorState::starting);
    health.on_brokers(kNoon + 1s, true);
    EXPECT_EQ(health.state(), CollectorState::reachable);
}

TEST_F(KafkaHealthTest, BrokersThatStayDownAreUnreachableForTheReasonOfOne) {
    health.on_broker_trouble("Connection refused");
    health.on_all_down(kNoon, "1/1 brokers are down");
    EXPECT_EQ(health.state(), CollectorState::starting);

    health.on_brokers(kNoon + 1s, false);

    EXPECT_EQ(health.state(), CollectorState::unreachable);
    EXPECT_EQ(health.reason(), "Connection refused");
}

TEST_F(KafkaHealthTest, AMomentWithoutBrokersIsNothing) {
    health.on_all_down(kNoon, "1/1 brokers are down");
    health.on_brokers(kNoon + 100ms, false);
    EXPECT_EQ(health.state(), CollectorState::starting);
    health.on_brokers(kNoon + 1s, true);
    health.on_brokers(kNoon + 2s, false);
    EXPECT_EQ(health.state(), CollectorState::reachable);
}

TEST_F(KafkaHealthTest, RefusedMessagesOutweighAConnectedBroker) {
    health.on_refused(kNoon, "no such topic");
    health.on_brokers(kNoon + 29s, true);
    EXPECT_EQ(health.state(), CollectorState::unreachable);
    EXPECT_EQ(health.reason(), "no such topic");

    health.on_brokers(kNoon + 30s, true);  // let them be tried
    EXPECT_EQ(health.state(), CollectorState::reachable);
}

TEST_F(KafkaHealthTest, MessagesThatTimeOutAreRefusedUnlessThereAreNoBrokers) {
    health.on_timed_out(kNoon);
    EXPECT_EQ(health.state(), CollectorState::unreachable);
    EXPECT_EQ(
        health.reason(),
        "the brokers did not take messages in time (message.timeout.ms); see that the topic is there and may be written to");

    KafkaHealth away(30s);
    away.on_all_down(kNoon, "1/1 brokers are down");
    away.on_brokers(kNoon + 1s, false);
    away.on_timed_out(kNoon + 2s);
    EXPECT_EQ(away.reason(), "1/1 brokers are down");
}

TEST_F(KafkaHealthTest, ADeliveryEndsAnyTrouble) {
    health.on_refused(kNoon, "no such topic");
    health.on_all_down(kNoon, "1/1 brokers are down");
    health.on_delivered();
    EXPECT_EQ(health.state(), CollectorState::reachable);

    health.on_brokers(kNoon + 1s, false);
    EXPECT_EQ(health.state(), CollectorState::reachable);
}

}  // namespace
}  // namespace exporter
