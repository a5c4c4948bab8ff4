// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::flow_duration_milliseconds {

constexpr const char* kField = "FLOW_DURATION_MILLISECONDS";
constexpr std::uint64_t kUnit = 1000000;

TEST(FlowDurationMilliseconds, IsTheTimeFromTheFirstPacketToTheLast) {
    const Packet packet = Ethernet{} / Ipv4{} / Tcp{};

    EXPECT_EQ(metered(kField, {{packet, {.time_ns = 1000 * kUnit}}, {packet, {.time_ns = 1042 * kUnit + 1}}}), "42");
    EXPECT_EQ(metered(kField, {{packet, {.time_ns = 1042 * kUnit}}, {packet, {.time_ns = 1000 * kUnit + 1}}}), "41");
}

TEST(FlowDurationMilliseconds, IsZeroForOnePacket) {
    EXPECT_EQ(metered(kField, {{Ethernet{} / Ipv6{} / Udp{}, {.time_ns = 77 * kUnit}}}), "0");
}

TEST(FlowDurationMilliseconds, IsThatOfEachFlow) {
    const Packet four = Ethernet{} / Ipv4{} / Udp{}, six = Ethernet{} / Ipv6{} / Udp{};

    EXPECT_EQ(metered(kField,
                      {{four, {.time_ns = 1 * kUnit}},
                       {six, {.time_ns = 2 * kUnit}},
                       {six, {.time_ns = 9 * kUnit}},
                       {four, {.time_ns = 4 * kUnit}}},
                      std::string("IPV4_SRC_ADDR ") + kField),
              "3 7");
}

TEST(FlowDurationMilliseconds, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered(kField, {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_duration_milliseconds
