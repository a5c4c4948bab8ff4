// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::dst_to_src_iat_max {

TEST(DstToSrcIatMax, IsThatOfThePacketsThatComeBack) {
    EXPECT_EQ(of_both_at("DST_TO_SRC_IAT_MAX", {at(0, asks({})), at(10, answers({})), at(40, answers({})), at(60, answers({})),
                                                at(160, answers({})), at(500, asks({}))}),
              "100");
}

TEST(DstToSrcIatMax, IsZeroWhereNothingComesBack) {
    EXPECT_EQ(of_both_at("DST_TO_SRC_IAT_MAX", {at(0, asks({}, zeros(10))), at(1, asks({}, zeros(10)))}), "0");
}

}  // namespace support::dst_to_src_iat_max
