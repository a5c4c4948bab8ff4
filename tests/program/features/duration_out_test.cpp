// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::duration_out {

TEST(DurationOut, IsThatOfThePacketsThatComeBack) {
    EXPECT_EQ(of_both("DURATION_OUT", {asks({}), answers({}), asks({}), asks({}), answers({}), asks({})}), "3");
    EXPECT_EQ(of_both("DURATION_OUT", {asks({}), asks({})}), "0");
}

TEST(DurationOut, IsWithinThatOfTheFlow) {
    EXPECT_EQ(metered("FLOW_DURATION_MILLISECONDS", in_turn({asks({}), answers({}), asks({}), answers({})}),
                      std::string(kBothDirections) + "DURATION_OUT FLOW_DURATION_MILLISECONDS"),
              "3");
}

}  // namespace support::duration_out
