// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::duration_in {

TEST(DurationIn, IsThatOfTheSourcesPackets) {
    const std::string fields = std::string(kBothDirections) + "DURATION_IN OUT_PKTS";
    EXPECT_EQ(metered("DURATION_IN", in_turn({asks({}), answers({}), asks({}), asks({}), answers({})}), fields), "3");
    EXPECT_EQ(metered("DURATION_IN", in_turn({asks({}), answers({})}), fields), "0");
}

TEST(DurationIn, IsTheFlowsWhereDirectionsAreNotJoined) { EXPECT_EQ(of_both("DURATION_IN", {asks({}), asks({})}), "1"); }

}  // namespace support::duration_in
