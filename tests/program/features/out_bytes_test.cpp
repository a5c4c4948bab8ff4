// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::out_bytes {

TEST(OutBytes, AreThoseOfLayer3ThatComeBack) {
    EXPECT_EQ(of_both("OUT_BYTES", {asks({}, zeros(100)), answers({}, zeros(7)), answers({})}), "87");
    EXPECT_EQ(of_both("OUT_BYTES", {asks({}, zeros(100))}), "0");
}

TEST(OutBytes, AreKnownByNProbesOtherName) {
    EXPECT_EQ(metered("OUT_BYTES", in_turn({asks({}), answers({})}), std::string(kBothDirections) + "DST_TO_SRC_BYTES"), "40");
}

}  // namespace support::out_bytes
