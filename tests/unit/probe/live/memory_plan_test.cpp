// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <vector>

#include "probe/live/memory_plan.hpp"
#include "tests/support/metered.hpp"

namespace probe {
namespace {

constexpr std::uint64_t kMebibyte = 1 << 20, kGibibyte = 1 << 30;

Plan plan_of(const std::string& fields) { return *make_plan({split_names(fields), {}, {}}, support::built_in()); }

// The default template has records of 64 octets (IPv4) and of 128 (IPv6), so 2 * 192 octets a record and CPU, logs on top.
TEST(MemoryPlan, HasTablesOfTheDefaultSizeWithoutACap) {
    const auto plan = plan_memory(plan_of(kDefaultFields), {0, 1'000'000, 2, 16 * kGibibyte});

    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->tables.set_bits, 16U);
    EXPECT_EQ(plan->tables.log_records, 65'536U);
    EXPECT_EQ(plan->table_octets, 144 * kMebibyte);
    EXPECT_EQ(plan->most_flows, 1'000'000U);
    EXPECT_GT(plan->flow_octets, 1'000'000U * (2 * 64 + 50 + 74));
    EXPECT_LT(plan->flow_octets, 1'000'000U * 500);
}

TEST(MemoryPlan, TakesAnEighthOfASmallMachineAndAGibibyteOfALargeOneAtMost) {
    const Plan fields = plan_of(kDefaultFields);

    EXPECT_EQ(plan_memory(fields, {0, 1, 2, kGibibyte})->table_octets, 72 * kMebibyte);
    EXPECT_EQ(plan_memory(fields, {0, 1, 64, 512 * kGibibyte})->table_octets, 576 * kMebibyte);
    EXPECT_EQ(plan_memory(fields, {0, 1, 64, 512 * kGibibyte})->tables.set_bits, 13U);
}

TEST(MemoryPlan, GivesHalfOfACapToTablesAndTheRestToFlows) {
    const Plan fields = plan_of(kDefaultFields);
    for (const std::uint64_t mebibytes : std::vector<std::uint64_t>{1, 3, 10, 100, 1000}) {
        const auto plan = plan_memory(fields, {mebibytes * kMebibyte, 1'000'000'000, 2, 16 * kGibibyte});
        ASSERT_TRUE(plan) << mebibytes;
        EXPECT_LE(plan->table_octets + plan->flow_octets, mebibytes * kMebibyte);
        EXPECT_GT(plan->table_octets, mebibytes * kMebibyte / 4) << "a table twice as large would fit";
        EXPECT_GT(plan->table_octets + plan->flow_octets, mebibytes * kMebibyte * 99 / 100);
    }
    EXPECT_EQ(plan_memory(fields, {kGibibyte, 5000, 2, 16 * kGibibyte})->most_flows, 5000U);
}

TEST(MemoryPlan, SaysHowMuchIsNeededAtLeast) {
    const Plan fields = plan_of(kDefaultFields);
    const auto refused = plan_memory(fields, {kMebibyte, 1, 64, 16 * kGibibyte});

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message, "memory = 1 MiB is too little for these fields on this machine; set it to at least 10");
    EXPECT_TRUE(plan_memory(fields, {10 * kMebibyte, 1, 64, 16 * kGibibyte}));
    EXPECT_FALSE(plan_memory(fields, {9 * kMebibyte - 1, 1, 64, 16 * kGibibyte}));
}

// A state has 16 octets of key and 40 of its own (IPv6: 40 and 40), hence 64 and 128; there are no generations and no log of them.
TEST(MemoryPlan, CountsTheStatesOfFields) {
    const std::string key = "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT";
    const auto without = plan_memory(plan_of(key + " IN_PKTS"), {0, 1, 2, 16 * kGibibyte});
    const auto with = plan_memory(plan_of(key + " RETRANSMITTED_IN_PKTS"), {0, 1, 2, 16 * kGibibyte});

    EXPECT_EQ(with->tables.state_bits, 16U);
    EXPECT_EQ(with->table_octets - without->table_octets, 2U * (64 + 128) * 131'072);
}

TEST(MemoryPlan, CountsTheFirstFragmentsThatEachCpuKnows) {
    PlanRequest request{{"L4_DST_PORT"}, {}, {}};
    const auto octets = [&](std::uint32_t cpus) {
        const auto plan = make_plan(request, support::built_in());
        return plan_memory(*plan, {1024 * kMebibyte, 1, cpus, kGibibyte})->table_octets;
    };
    request.fragments = false;
    const std::uint64_t without = octets(2);
    request.fragments = true;
    EXPECT_EQ(octets(2) - without, 2U * 4096 * 64);
}

TEST(MemoryPlan, KnowsThatFieldsWithoutAKeyNeedNoTable) {
    EXPECT_EQ(plan_memory(plan_of("IN_PKTS"), {0, 1, 64, kGibibyte})->table_octets, 4096U * 384);
}

}  // namespace
}  // namespace probe
