// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::tcp_win_mss_out {

TEST(TcpWinMssOut, IsWhatTheAnswerToTheSynAnnounces) {
    const Tcp syn{.flags = 0x02, .options = octets({2, 4, 5, 0xb4})}, syn_ack{.flags = 0x12, .options = octets({2, 4, 5, 0xa0})};

    EXPECT_EQ(of_both("TCP_WIN_MSS_OUT", {asks(syn), answers(syn_ack)}), "1440");
    EXPECT_EQ(of_both("TCP_WIN_MSS_OUT", {asks(syn)}), "0");
}

}  // namespace support::tcp_win_mss_out
