// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::tcp_win_max_out {

TEST(TcpWinMaxOut, IsThatOfWhatComesBack) {
    EXPECT_EQ(of_both("TCP_WIN_MAX_OUT",
                      {asks({.window = 9}), answers({.window = 700}), answers({.window = 500}), asks({.window = 60000})}),
              "700");
    EXPECT_EQ(of_both("TCP_WIN_MAX_OUT", {asks({.window = 9})}), "0");
}

}  // namespace support::tcp_win_max_out
