// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/compose/plan.hpp"
#include "tests/support/metered.hpp"

namespace probe {

using support::built_in;

static std::string complaint(const PlanRequest& request) {
    const auto plan = make_plan(request, built_in());
    return plan ? "none" : plan.error().text();
}

TEST(Plan, HoldsEachFieldOnceInTheOrderAskedFor) {
    const auto plan = make_plan({{"IN_PKTS", "protocolIdentifier", "%in_pkts", "PROTOCOL"}, {}, {}}, built_in());

    ASSERT_TRUE(plan) << plan.error().text();
    ASSERT_EQ(plan->fields.size(), 2U);
    EXPECT_EQ(plan->fields[0]->name, "IN_PKTS");
    EXPECT_EQ(plan->fields[1]->name, "PROTOCOL");
}

TEST(Plan, KnowsTheFieldsOfTheDefaultTemplate) {
    EXPECT_EQ(make_plan({split_names(kDefaultFields), {}, {}}, built_in())->fields.size(), 15U);
}

TEST(Plan, RefusesUnknownFields) {
    EXPECT_EQ(complaint({{"IN_PKTS", "IN_BYTE"}, {}, {}}), "unknown field \"IN_BYTE\"; did you mean IN_BYTES?");
    EXPECT_EQ(complaint({{"IN_PKTS"}, {}, {"IN_BYTE"}}), "unknown field \"IN_BYTE\"; did you mean IN_BYTES?");
}

TEST(Plan, RefusesToMeterNothing) {
    EXPECT_EQ(complaint({{}, {}, {}}), "no field is asked for; name at least one (`xdpflow fields` lists them)");
}

TEST(Plan, HoldsDroppersInTheOrderOfTheChain) {
    EXPECT_EQ(make_plan({{"IN_PKTS"}, {"all"}, {}}, built_in())->droppers.at(0)->symbol, "drop_all");
}

TEST(Plan, RefusesUnknownAndRepeatedDroppers) {
    EXPECT_EQ(complaint({{"IN_PKTS"}, {"none"}, {}}), "unknown dropper \"none\"; there are: all");
    EXPECT_EQ(complaint({{"IN_PKTS"}, {"all", "ALL"}, {}}), "the dropper ALL is named twice; it can only drop a frame once");
}

TEST(Plan, RefusesSamplingThatMakesNoSense) {
    const Sampling flows{Sampling::Method::flows, 10, false}, scaled{Sampling::Method::flows, 10, true};

    EXPECT_TRUE(
        complaint({{"IN_PKTS"}, {}, {}, false, 0, flows}).starts_with("sampling of flows needs fields that tell flows apart"));
    EXPECT_TRUE(complaint({{"PROTOCOL"}, {}, {}, false, 0, scaled}).starts_with("sampling_scale makes up for packets"));
    EXPECT_TRUE(make_plan({{"PROTOCOL"}, {}, {}, false, 0, flows}, built_in()));
}

TEST(Plan, LaysOutHiddenFields) {
    const auto plan = make_plan({{"IN_PKTS"}, {}, {"TCP_FLAGS"}}, built_in());

    EXPECT_EQ(plan->fields.size(), 1U);
    EXPECT_NE(plan->layouts.tables.at(0).find("TCP_FLAGS"), nullptr);
}

}  // namespace probe
