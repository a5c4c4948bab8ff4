// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/policy/policy_sampler.hpp"

namespace probe {
namespace {

using config::Metric;

PolicySampler::Time at(double second) {
    return PolicySampler::Time{} + std::chrono::milliseconds(static_cast<std::int64_t>(second * 1000));
}

TEST(PolicySampler, ComparesTwoLooks) {
    PolicySampler sampler;
    PolicyCounters counters{.frames = 100, .octets = 1000, .metered = 90, .flows_begun = 10, .active_flows = 3, .lost = 1};
    EXPECT_FALSE(sampler.take(counters, at(1)));
    counters = {1100, 9000, 1090, 260, 7, 5, 8, std::chrono::milliseconds(500)};
    const auto sample = sampler.take(counters, at(3));

    ASSERT_TRUE(sample);
    EXPECT_EQ(sample->at(Metric::packets_per_second), 500);
    EXPECT_EQ(sample->at(Metric::octets_per_second), 4000);
    EXPECT_EQ(sample->at(Metric::flows_per_second), 125);
    EXPECT_EQ(sample->at(Metric::new_flow_ratio), 0.25);
    EXPECT_EQ(sample->at(Metric::active_flows), 7);
    EXPECT_EQ(sample->at(Metric::losses_per_second), 2);
    EXPECT_EQ(sample->at(Metric::export_losses_per_second), 4);
    EXPECT_EQ(sample->at(Metric::cpu_share), 0.25);
    EXPECT_FALSE(sample->at(Metric::ns_per_packet));
    EXPECT_FALSE(sample->at(Metric::syn_share));
}

TEST(PolicySampler, KnowsNumbersWithoutTraffic) {
    PolicySampler sampler;
    (void)sampler.take({}, at(0));
    const auto sample = sampler.take({}, at(1));

    EXPECT_EQ(sample->at(Metric::packets_per_second), 0);
    EXPECT_EQ(sample->at(Metric::new_flow_ratio), 0);
}

TEST(PolicySampler, NeverTellsMoreThanOneFlowAPacketNorLessThanNothing) {
    PolicySampler sampler;
    (void)sampler.take({.frames = 50, .metered = 50, .flows_begun = 0}, at(0));
    EXPECT_EQ(sampler.take({.frames = 50, .metered = 50, .flows_begun = 5}, at(1))->at(Metric::new_flow_ratio), 1);
    const auto sample = sampler.take({.frames = 10, .metered = 10, .flows_begun = 0}, at(2));
    EXPECT_EQ(sample->at(Metric::packets_per_second), 0);
    EXPECT_EQ(sample->at(Metric::flows_per_second), 0);
}

TEST(PolicySampler, IsDueAboutASecondAfterTheLastLook) {
    PolicySampler sampler;
    EXPECT_TRUE(sampler.is_due(at(0)));
    (void)sampler.take({}, at(0));
    EXPECT_FALSE(sampler.is_due(at(0.9)));
    EXPECT_TRUE(sampler.is_due(at(0.95)));
    sampler.forget();
    EXPECT_TRUE(sampler.is_due(at(0.1)));
    EXPECT_FALSE(sampler.take({}, at(0.1)));
}

TEST(PolicySampler, BelievesNoCostOfAFewPackets) {
    EXPECT_FALSE(ns_per_packet(0, 0));
    EXPECT_FALSE(ns_per_packet(63, 6300));
    EXPECT_EQ(ns_per_packet(64, 6400), 100);
}

}  // namespace
}  // namespace probe
