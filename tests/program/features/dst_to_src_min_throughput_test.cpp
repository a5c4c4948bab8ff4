// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::dst_to_src_min_throughput {

TEST(DstToSrcMinThroughput, IsThatOfThePacketsThatComeBack) {
    EXPECT_EQ(of_both_at("DST_TO_SRC_MIN_THROUGHPUT",
                         {at(0, asks({}, zeros(900))), at(10, answers({}, zeros(60))), at(500, answers({}, zeros(260))),
                          at(1010, answers({}, zeros(10))), at(1700, asks({}, zeros(900))), at(2500, answers({}))}),
              "400");  // 50 octets in the second from 1010 ms on
}

TEST(DstToSrcMinThroughput, IsZeroWhereNothingComesBack) {
    EXPECT_EQ(of_both_at("DST_TO_SRC_MIN_THROUGHPUT", {at(0, asks({}, zeros(10))), at(1, asks({}, zeros(10)))}), "0");
}

}  // namespace support::dst_to_src_min_throughput
