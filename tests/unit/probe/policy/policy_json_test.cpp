// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/policy/policy_json.hpp"

namespace probe {
namespace {

TEST(PolicyJson, HasTheNumbersOfADecision) {
    PolicyDecision decision{PolicyDecision::Kind::shed,
                            "cheap",
                            {{config::Metric::ns_per_packet, 91.5, 80, true}},
                            std::chrono::milliseconds(2500),
                            "SRC_TOS",
                            {},
                            {}};

    EXPECT_EQ(to_json(decision).dump(),
              R"({"policy":"cheap","decision":"shed","numbers":[{"metric":"ns_per_packet","value":91.5,"side":"above",)"
              R"("threshold":80.0}],"held_seconds":2.5,"changes":"SRC_TOS",)"
              R"("message":"policy cheap: shed SRC_TOS: ns_per_packet 91.5 above 80 for 2.5 s"})");
}

TEST(PolicyJson, HasTheReasonOfARefusalAndWhenItIsTriedAgain) {
    PolicyDecision decision{PolicyDecision::Kind::refused, "flood", {}, {}, "enter fields", "no memory",
                            std::chrono::seconds(20)};

    const auto event = to_json(decision);
    EXPECT_EQ(event.at("reason"), "no memory");
    EXPECT_EQ(event.at("pause_seconds"), 20);
    EXPECT_EQ(event.at("message"), "policy flood: refused (enter fields): no memory; not tried again for 20 s");
}

}  // namespace
}  // namespace probe
