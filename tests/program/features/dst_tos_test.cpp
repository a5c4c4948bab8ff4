// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::dst_tos {

TEST(DstTos, IsThatOfTheFirstPacketThatComesBack) {
    const auto back = [](std::uint8_t tos) {
        return Ethernet{} / Ipv4{.source = "198.51.100.2", .destination = "192.0.2.1", .tos = tos} / Tcp{443, 49152};
    };

    EXPECT_EQ(of_both("DST_TOS", {asks({}), back(0x28), back(0x2c)}), "40");
    EXPECT_EQ(of_both("DST_TOS", {asks({})}), "0");
}

}  // namespace support::dst_tos
