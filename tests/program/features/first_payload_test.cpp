// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/program/both_directions.hpp"

namespace support::first_payload {

// Seen in what is made of it: the time from the first payload to the one that comes back.
static std::string between(const Packet& question, const Packet& answer) {
    const auto at = [](std::uint64_t ms) { return Facts{.time_ns = ms * 1'000'000}; };
    return of_both_at("APPL_LATENCY_MS", {{question, at(100)}, {answer, at(107)}, {question, at(200)}, {answer, at(300)}});
}

TEST(FirstPayload, IsBehindTheHeadersOfUdp) {
    const Octets payload = zeros(1);
    EXPECT_EQ(between(Ethernet{} / to_server() / Udp{} / Raw{.payload = payload},
                      Ethernet{} / to_client() / Udp{53, 49152} / Raw{.payload = payload}),
              "7");
    EXPECT_EQ(between(Ethernet{} / to_server() / Udp{}, Ethernet{} / to_client() / Udp{53, 49152} / Raw{.payload = payload}),
              "0");
}

TEST(FirstPayload, IsBehindIpv4Options) {
    Ipv4 there = to_server();
    there.options = zeros(8);
    EXPECT_EQ(between(Ethernet{} / there / Udp{}, Ethernet{} / to_client() / Udp{53, 49152} / Raw{.payload = zeros(1)}), "0");
}

}  // namespace support::first_payload
