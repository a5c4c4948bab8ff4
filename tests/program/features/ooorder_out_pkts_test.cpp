// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::ooorder_out_pkts {

TEST(OoorderOutPkts, IsThatOfThePacketsThatComeBack) {
    EXPECT_EQ(of_both_at("OOORDER_OUT_PKTS",
                         {at(0, asks({.sequence = 7}, zeros(10))), at(0, answers({.sequence = 1000}, zeros(100))),
                          at(0, answers({.sequence = 1200}, zeros(100))), at(1, answers({.sequence = 1100}, zeros(100))),
                          at(2, asks({.sequence = 17}, zeros(10)))}),
              "1");
}

TEST(OoorderOutPkts, IsZeroWhereNothingComesBack) {
    EXPECT_EQ(of_both_at("OOORDER_OUT_PKTS", {at(0, asks({}, zeros(10))), at(1, asks({}, zeros(10)))}), "0");
}

}  // namespace support::ooorder_out_pkts
