// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/json_printer.hpp"
#include "exporter/text.hpp"
#include "tests/unit/exporter/captured_output.hpp"
#include "tests/unit/exporter/layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::field;
using testing::TestLayout;

std::string json_of(const Record& record) {
    testing::CapturedOutput captured;
    JsonPrinter printer(captured.output());
    printer.print(record);
    EXPECT_TRUE(printer.finish());
    return captured.text();
}

TEST(JsonPrinter, PrintsOneObjectAFlowInColumnOrder) {
    const Bytes bytes = testing::bytes_of({.id = 513,
                                           .start_ns = 1'214'528'320'099'000'000,
                                           .end_ns = 1'214'528'320'101'999'999,
                                           .packets = 9,
                                           .octets = 13'500,
                                           .tos = 184,
                                           .flags = 0x1b});

    EXPECT_EQ(json_of({&testing::ipv4_layout(), bytes.data(), EndReason::active}),
              R"({"USER_KEY":3,"IPV4_SRC_ADDR":"192.0.2.1","IPV4_DST_ADDR":"198.51.100.7","L4_SRC_PORT":1024,)"
              R"("L4_DST_PORT":443,"PROTOCOL":6,"IN_PKTS":9,"IN_BYTES":13500,"FLOW_START_MILLISECONDS":1214528320099,)"
              R"("FLOW_END_MILLISECONDS":1214528320101,"SRC_TOS":184,"TCP_FLAGS":27,"FLOW_END_REASON":2})"
              "\n");
}

TEST(JsonPrinter, QuotesIpv6AndMac) {
    const TestLayout layout({field("IPV6_SRC_ADDR", Type::ipv6, Role::key)}, {field("IN_SRC_MAC", Type::mac, Role::first)});
    Bytes bytes(layout.get());
    bytes.put_octets(0, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5}).put_octets(24, {2, 0, 0, 0, 0, 0xfe});

    EXPECT_EQ(json_of({&layout.get(), bytes.data(), EndReason::idle}),
              "{\"IPV6_SRC_ADDR\":\"2001:db8::5\",\"IN_SRC_MAC\":\"02:00:00:00:00:fe\"}\n");
}

TEST(JsonPrinter, ShowsOctetsAsHexadecimalDigits) {
    const TestLayout layout({}, {testing::octets_field("SECTION", 4), testing::octets_field("OTHER", 2)});
    Bytes bytes(layout.get());
    bytes.put_octets(8, {0x45, 0, 0xff, 0, 0, 0x22});

    EXPECT_EQ(json_of({&layout.get(), bytes.data(), EndReason::idle}), R"({"SECTION":"4500ff00","OTHER":"0022"})"
                                                                       "\n");
}

TEST(JsonPrinter, ShowsTextsWithoutTheirPadding) {
    const TestLayout layout({}, {testing::text_field("CITY", 10), testing::text_field("NAME", 4)});
    Bytes bytes(layout.get());
    store_text(bytes.data() + 8, 10, "a \"b\", c");

    EXPECT_EQ(json_of({&layout.get(), bytes.data(), EndReason::idle}), R"({"CITY":"a \"b\", c","NAME":""})"
                                                                       "\n");
}

TEST(JsonPrinter, ShowsHeldFieldsUnderTheNameOfTheirHolderOnce) {
    TestLayout layout({}, {field("FLOW_START_MILLISECONDS", Type::time_ns, Role::min), field("IN_PKTS", Type::u64, Role::sum)});
    layout.get().columns.clear();
    layout.add_held_column("FIRST_SWITCHED", "FLOW_START_MILLISECONDS");
    layout.get().columns.push_back({layout.get().members[1].feature, 1});
    layout.get().columns.push_back({layout.get().members[0].feature, 0});
    Bytes bytes(layout.get());
    bytes.put(8, std::uint64_t{5'999'999}).put(16, std::uint64_t{7});

    EXPECT_EQ(json_of({&layout.get(), bytes.data(), EndReason::idle}), "{\"FLOW_START_MILLISECONDS\":5,\"IN_PKTS\":7}\n");
}

TEST(JsonPrinter, ComputesWhatPacketsDoNotCarry) {
    const TestLayout layout({}, {},
                            {field("FLOW_END_REASON", Type::u8, Role::computed), field("INPUT_SNMP", Type::u32, Role::key),
                             field("DIRECTION", Type::u8, Role::key), field("OUTPUT_SNMP", Type::u32, Role::key),
                             field("SRC_AS", Type::u32, Role::computed), field("DST_AS", Type::u32, Role::computed),
                             field("UNKNOWN", Type::u32, Role::computed)});
    const Bytes bytes(layout.get());

    EXPECT_EQ(
        json_of({&layout.get(), bytes.data(), EndReason::end, {.point = {.input = 2, .output = 70000, .direction = 1}}}),
        "{\"FLOW_END_REASON\":3,\"INPUT_SNMP\":2,\"DIRECTION\":1,\"OUTPUT_SNMP\":70000,\"SRC_AS\":0,\"DST_AS\":0,\"UNKNOWN\":null}\n");
}

TEST(JsonPrinter, AddsTheTimeOffsetOfTheRecord) {
    const TestLayout layout({}, {field("FLOW_END_MILLISECONDS", Type::time_ns, Role::max)});
    Bytes bytes(layout.get());
    bytes.put(8, std::uint64_t{2'000'000});

    EXPECT_EQ(json_of({&layout.get(), bytes.data(), EndReason::idle, {.time_offset_ns = 1'700'000'000'000'000'000}}),
              "{\"FLOW_END_MILLISECONDS\":1700000000002}\n");
}

TEST(JsonPrinter, PrintsAnEmptyObjectWithoutColumns) {
    const TestLayout layout({}, {});
    const Bytes bytes(layout.get());

    EXPECT_EQ(json_of({&layout.get(), bytes.data(), EndReason::idle}), "{}\n");
}

TEST(JsonPrinter, NoticesAnotherLayoutAtTheSameAddress) {
    testing::CapturedOutput captured;
    JsonPrinter printer(captured.output());
    const TestLayout one({}, {field("IN_PKTS", Type::u64, Role::sum)});
    const TestLayout two({}, {field("IN_BYTES", Type::u64, Role::sum)});
    bpf::Layout layout = one.get();
    Bytes bytes(layout);
    bytes.put(8, std::uint64_t{1});

    printer.print({&layout, bytes.data(), EndReason::idle});
    layout = two.get();
    printer.print({&layout, bytes.data(), EndReason::idle});

    EXPECT_EQ(captured.text(), "{\"IN_PKTS\":1}\n{\"IN_BYTES\":1}\n");
}

}  // namespace
}  // namespace exporter
