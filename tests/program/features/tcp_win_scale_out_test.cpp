// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::tcp_win_scale_out {

TEST(TcpWinScaleOut, IsWhatTheAnswerToTheSynAnnounces) {
    const Tcp syn{.flags = 0x02, .options = octets({3, 3, 7})}, syn_ack{.flags = 0x12, .options = octets({3, 3, 9})};

    EXPECT_EQ(of_both("TCP_WIN_SCALE_OUT", {asks(syn), answers(syn_ack)}), "9");
    EXPECT_EQ(of_both("TCP_WIN_SCALE_OUT", {asks(syn)}), "0");
}

}  // namespace support::tcp_win_scale_out
