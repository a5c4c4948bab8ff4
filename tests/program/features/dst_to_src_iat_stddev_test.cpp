// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::dst_to_src_iat_stddev {

TEST(DstToSrcIatStddev, IsThatOfThePacketsThatComeBack) {
    EXPECT_EQ(of_both_at("DST_TO_SRC_IAT_STDDEV", {at(0, asks({})), at(10, answers({})), at(40, answers({})), at(60, answers({})),
                                                   at(160, answers({})), at(500, asks({}))}),
              "36");  // sqrt((20^2 + 30^2 + 50^2) / 3) of the gaps 30, 20 and 100
}

TEST(DstToSrcIatStddev, IsZeroWhereNothingComesBack) {
    EXPECT_EQ(of_both_at("DST_TO_SRC_IAT_STDDEV", {at(0, asks({}, zeros(10))), at(1, asks({}, zeros(10)))}), "0");
}

}  // namespace support::dst_to_src_iat_stddev
