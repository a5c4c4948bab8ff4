// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::server_tcp_flags {

TEST(ServerTcpFlags, AreThoseOfTheDestination) {
    const std::vector<Packet> packets{asks({.flags = 0x02}), answers({.flags = 0x12}), asks({.flags = 0x18}),
                                      answers({.flags = 0x11})};

    EXPECT_EQ(of_both("SERVER_TCP_FLAGS", packets), "19");
    EXPECT_EQ(of_both("SERVER_TCP_FLAGS", {asks({.flags = 0x02})}), "0");
}

TEST(ServerTcpFlags, AreAmongThoseOfTheFlow) {
    EXPECT_EQ(metered("TCP_FLAGS", in_turn({asks({.flags = 0x02}), answers({.flags = 0x14})}),
                      std::string(kBothDirections) + "SERVER_TCP_FLAGS TCP_FLAGS"),
              "22");
}

TEST(ServerTcpFlags, TellThatWhoSentOnlyASynBegan) {
    const Facts late{.time_ns = 2'000'000'000}, early{.time_ns = 1'000'000'000};

    EXPECT_EQ(of_both_at("SERVER_TCP_FLAGS", {{answers({.flags = 0x12}), early}, {asks({.flags = 0x02}), late}}), "18");
}

}  // namespace support::server_tcp_flags
