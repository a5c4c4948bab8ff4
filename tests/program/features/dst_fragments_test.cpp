// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::dst_fragments {

TEST(DstFragments, CountsThoseThatComeBack) {
    const auto fragment = [](Ipv4 ip, std::uint16_t offset) {
        ip.fragment_offset = offset, ip.more_fragments = true;
        return Ethernet{} / ip / Raw{.payload = zeros(8), .protocol = 17};
    };

    EXPECT_EQ(of_both("DST_FRAGMENTS", {fragment(to_server(), 1), fragment(to_client(), 1), fragment(to_client(), 2)}), "2");
    EXPECT_EQ(of_both("DST_FRAGMENTS", {asks({}), answers({})}), "0");
}

}  // namespace support::dst_fragments
