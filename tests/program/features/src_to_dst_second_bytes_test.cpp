// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::src_to_dst_second_bytes {

constexpr const char* kField = "SRC_TO_DST_SECOND_BYTES";

TEST(SrcToDstSecondBytes, IsOctetsByTheTimeFromFirstToLastPacket) {
    const Packet packet = Ethernet{} / Ipv4{.total_length = 1000} / Udp{};  // 2,000 octets in 250 ms

    EXPECT_EQ(metered(kField, {{packet, {.time_ns = 1'000'000'000}}, {packet, {.time_ns = 1'250'000'000}}}), "8000");
    EXPECT_EQ(metered(kField, {{packet, {.time_ns = 1'250'000'000}}, {packet, {.time_ns = 1'000'000'000}}}), "8000");
}

TEST(SrcToDstSecondBytes, IsCutOff) {
    const Packet packet = Ethernet{} / Ipv6{.payload_length = 60} / Udp{};  // 200 octets in 3 s

    EXPECT_EQ(metered(kField, {{packet, {.time_ns = 0}}, {packet, {.time_ns = 3'000'000'000}}}), "66");
}

TEST(SrcToDstSecondBytes, IsZeroWithoutADuration) {
    const Packet packet = Ethernet{} / Ipv4{} / Tcp{};

    EXPECT_EQ(metered(kField, {{packet, {.time_ns = 77}}}), "0");
    EXPECT_EQ(metered(kField, {{packet, {.time_ns = 77}}, {packet, {.time_ns = 77}}}), "0");
}

TEST(SrcToDstSecondBytes, HoldsMoreThan32Bits) {
    const Packet packet = Ethernet{} / Ipv4{.total_length = 60000} / Udp{};  // 120,000 octets in 1 us

    EXPECT_EQ(metered(kField, {{packet, {.time_ns = 1'000}}, {packet, {.time_ns = 2'000}}}), "120000000000");
}

TEST(SrcToDstSecondBytes, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered(kField, {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::src_to_dst_second_bytes
