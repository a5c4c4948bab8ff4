// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::retransmitted_out_pkts {

TEST(RetransmittedOutPkts, IsThatOfThePacketsThatComeBack) {
    EXPECT_EQ(of_both_at("RETRANSMITTED_OUT_PKTS",
                         {at(0, asks({.sequence = 7}, zeros(10))), at(0, answers({.sequence = 1000}, zeros(100))),
                          at(0, answers({.sequence = 1100}, zeros(100))), at(1, answers({.sequence = 1000}, zeros(100))),
                          at(2, asks({.sequence = 7}, zeros(10))), at(3, answers({.sequence = 1100}, zeros(100)))}),
              "2");
}

TEST(RetransmittedOutPkts, IsZeroWhereNothingComesBack) {
    EXPECT_EQ(of_both_at("RETRANSMITTED_OUT_PKTS", {at(0, asks({}, zeros(10))), at(1, asks({}, zeros(10)))}), "0");
}

}  // namespace support::retransmitted_out_pkts
