// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/table_printer.hpp"
#include "tests/unit/exporter/captured_output.hpp"
#include "tests/unit/exporter/layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::field;
using testing::TestLayout;

const TestLayout& ipv4_table() {
    static const TestLayout layout({field("IPV4_SRC_ADDR", Type::ipv4, Role::key), field("L4_SRC_PORT", Type::be16, Role::key)},
                                   {field("FLOW_START_MILLISECONDS", Type::time_ns, Role::min),
                                    field("IN_BYTES", Type::u64, Role::sum), testing::tcp_flags()});
    return layout;
}

Bytes ipv4_record() {
    Bytes bytes(ipv4_table().get());
    bytes.put_octets(0, {192, 0, 2, 1, 0xc8, 0x22}).put(8, std::uint64_t{1'795'169'472'345'000'000});
    return bytes.put(16, std::uint64_t{1840}).put(24, std::uint8_t{0x1b});
}

TEST(TablePrinter, AlignsColumnsUnderOneHeader) {
    testing::CapturedOutput captured;
    TablePrinter printer(captured.output());
    const Bytes one = ipv4_record();
    Bytes two = ipv4_record();
    two.put_octets(0, {198, 51, 100, 200, 0, 53}).put(16, std::uint64_t{123'456'789'012}).put(24, std::uint8_t{0x82});

    printer.print({&ipv4_table().get(), one.data(), EndReason::idle});
    printer.print({&ipv4_table().get(), two.data(), EndReason::idle});

    EXPECT_EQ(captured.text(), "IPV4_SRC_ADDR    L4_SRC_PORT  FLOW_START (UTC)              IN_BYTES  TCP_FLAGS\n"
                               "192.0.2.1              51234  2026-11-20T10:11:12.345Z          1840  ...AP.SF\n"
                               "198.51.100.200            53  2026-11-20T10:11:12.345Z  123456789012  C.....S.\n");
}

TEST(TablePrinter, ShowsOctetsAsHexadecimalDigits) {
    testing::CapturedOutput captured;
    TablePrinter printer(captured.output());
    const TestLayout layout({}, {testing::octets_field("S", 3), field("IN_PKTS", Type::u8, Role::sum)});
    Bytes bytes(layout.get());
    bytes.put_octets(8, {0x45, 0, 0xff, 7});

    printer.print({&layout.get(), bytes.data(), EndReason::idle});

    EXPECT_EQ(captured.text(), "S       IN_PKTS\n4500ff        7\n");
}

TEST(TablePrinter, PrintsANewHeaderWhenTheColumnsChange) {
    testing::CapturedOutput captured;
    TablePrinter printer(captured.output());
    const TestLayout ipv6({field("IPV6_SRC_ADDR", Type::ipv6, Role::key)}, {field("IN_PKTS", Type::u64, Role::sum)});
    const Bytes v4 = ipv4_record();
    Bytes v6(ipv6.get());
    v6.put_octets(0, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}).put(24, std::uint64_t{12});

    printer.print({&ipv4_table().get(), v4.data(), EndReason::idle});
    printer.print({&ipv6.get(), v6.data(), EndReason::idle});

    EXPECT_EQ(captured.text(), "IPV4_SRC_ADDR    L4_SRC_PORT  FLOW_START (UTC)              IN_BYTES  TCP_FLAGS\n"
                               "192.0.2.1              51234  2026-11-20T10:11:12.345Z          1840  ...AP.SF\n"
                               "\n"
                               "IPV6_SRC_ADDR                                 IN_PKTS\n"
                               "2001:db8::1                                        12\n");
}

TEST(TablePrinter, AddsTheTimeOffsetOfTheRecord) {
    testing::CapturedOutput captured;
    TablePrinter printer(captured.output());
    const TestLayout layout({}, {field("FLOW_END_MILLISECONDS", Type::time_ns, Role::max)});
    Bytes bytes(layout.get());
    bytes.put(8, std::uint64_t{472'345'000'000});

    printer.print({&layout.get(), bytes.data(), EndReason::idle, {.time_offset_ns = 1'795'169'000'000'000'000}});

    EXPECT_EQ(captured.text(), "FLOW_END (UTC)\n2026-11-20T10:11:12.345Z\n");
}

TEST(TablePrinter, ShowsWiderFlagsInHexadecimalAndComputedFields) {
    testing::CapturedOutput captured;
    TablePrinter printer(captured.output());
    bpf::Feature flags = field("tcpControlBits", Type::u16, Role::bit_or);
    flags.unit = "flags";
    flags.layer = bpf::Layer::tcp;
    const TestLayout layout({}, {flags},
                            {field("FLOW_END_REASON", Type::u8, Role::computed), field("UNKNOWN", Type::u32, Role::computed)});
    Bytes bytes(layout.get());
    bytes.put(8, std::uint16_t{0x112});

    printer.print({&layout.get(), bytes.data(), EndReason::forced});

    EXPECT_EQ(captured.text(), "tcpControlBits  FLOW_END_REASON     UNKNOWN\n         0x112                4           -\n");
}

}  // namespace
}  // namespace exporter
