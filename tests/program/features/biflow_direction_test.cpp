// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::biflow_direction {

TEST(BiflowDirection, SaysThatTheSourceBegan) {
    EXPECT_EQ(of_both("BIFLOW_DIRECTION", {asks({}), answers({})}), "1");
    EXPECT_EQ(of_both("BIFLOW_DIRECTION", {asks({})}), "1");
}

}  // namespace support::biflow_direction
