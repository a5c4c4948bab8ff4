// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/example_fields.hpp"

namespace support::examples_tcp_payload_bytes {

constexpr const char* kField = "TCP_PAYLOAD_BYTES";

TEST(TcpPayloadBytes, AreThoseBehindAllHeaders) {
    const Raw payload{zeros(100)};

    EXPECT_EQ(metered_example(kField, {Ethernet{} / Ipv4{} / Tcp{} / payload}), "100");
    EXPECT_EQ(metered_example(kField, {Ethernet{} / Vlan{} / Ipv4{.options = zeros(8)} / Tcp{.options = zeros(12)} / payload}),
              "100");
    EXPECT_EQ(
        metered_example(kField, {Ethernet{} / Mpls{} / Ipv6{} / DestinationOptions{} / Tcp{.options = zeros(40)} / payload}),
        "100");
}

TEST(TcpPayloadBytes, AddUp) {
    const Packet full = Ethernet{} / Ipv4{} / Tcp{} / Raw{zeros(1460)}, empty = Ethernet{} / Ipv4{} / Tcp{};

    EXPECT_EQ(metered_example(kField, {full, empty, full}), "2920");
}

TEST(TcpPayloadBytes, CountWhatTheHeaderSaysAndNotThePaddingOfAFrame) {
    EXPECT_EQ(metered_example(kField, {{(Ethernet{} / Ipv4{.total_length = 43} / Tcp{} / Raw{zeros(6)}).octets()}}), "3");
    EXPECT_EQ(metered_example(kField, {Ethernet{} / Ipv4{.total_length = 30} / Tcp{}}), "0");
}

TEST(TcpPayloadBytes, AreZeroWithoutTcp) {
    EXPECT_EQ(metered_example(kField, {Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(9)}}), "0");
    EXPECT_EQ(metered_example(kField, {Ethernet{} / Ipv4{.fragment_offset = 3, .protocol = 6} / Raw{zeros(60)}}), "0");
}

TEST(TcpPayloadBytes, NeedTheWholeTcpHeader) {
    EXPECT_EQ(by_captured_octets(kField, Ethernet{} / Ipv4{} / Tcp{} / Raw{zeros(2)}, {.catalogue = &with_examples()}),
              "0: malformed, 34: 0, 54: 2");
}

}  // namespace support::examples_tcp_payload_bytes
