// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/csv_line.hpp"
#include "exporter/csv_printer.hpp"
#include "exporter/text.hpp"
#include "tests/unit/exporter/captured_output.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::element;
using testing::field;
using testing::record_of;
using testing::sibling_layouts;
using testing::ValueLayouts;

constexpr const char* kNames =
    "IPV4_SRC_ADDR,IPV6_SRC_ADDR,IPV4_DST_ADDR,IPV6_DST_ADDR,L4_SRC_PORT,IN_BYTES,TCP_FLAGS,FLOW_START_MILLISECONDS\n";

Bytes ipv4_record() {
    Bytes bytes(sibling_layouts().tables[0]);
    bytes.put_octets(0, {192, 0, 2, 1, 198, 51, 100, 7, 4, 0});
    bytes.put(16, std::uint64_t{1500}).put(24, std::uint8_t{27}).put(25, std::uint64_t{1'999'999});
    return bytes;
}

Bytes ipv6_record() {
    Bytes bytes(sibling_layouts().tables[1]);
    bytes.put_octets(0, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5});
    bytes.put_octets(16, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 53});
    bytes.put(40, std::uint64_t{7}).put(49, std::uint64_t{2'000'000});
    return bytes;
}

TEST(CsvPrinter, PrintsTheUnionOfBothFamiliesWithEmptyCells) {
    testing::CapturedOutput captured;
    CsvPrinter printer(captured.output(), sibling_layouts());
    const Bytes one = ipv4_record(), other = ipv6_record();

    printer.print(record_of(sibling_layouts().tables[0], one, {.time_offset_ns = 1'000'000}));
    printer.print(record_of(sibling_layouts().tables[1], other));

    EXPECT_TRUE(printer.finish());
    EXPECT_EQ(captured.text(),
              std::string(kNames) + "192.0.2.1,,198.51.100.7,,1024,1500,27,2\n" + ",2001:db8::5,,2001:db8::6,53,7,0,2\n");
}

TEST(CsvPrinter, ShowsOctetsAsHexadecimalDigits) {
    const testing::TestLayout layout({}, {testing::octets_field("SECTION", 4), testing::octets_field("OTHER", 2)});
    bpf::Layouts layouts;
    layouts.tables.push_back(layout.get());
    Bytes bytes(layout.get());
    bytes.put_octets(8, {0x45, 0, 0xff, 0x2c, 0xa, 0x22});
    testing::CapturedOutput captured;
    CsvPrinter printer(captured.output(), layouts);

    printer.print({&layouts.tables[0], bytes.data(), EndReason::idle});

    EXPECT_TRUE(printer.finish());
    EXPECT_EQ(captured.text(), "SECTION,OTHER\n4500ff2c,0a22\n");
}

TEST(CsvPrinter, PutsTextsWithCommasOrQuotesInQuotes) {
    const testing::TestLayout layout({}, {testing::text_field("CITY", 10), testing::text_field("NAME", 4)});
    bpf::Layouts layouts;
    layouts.tables.push_back(layout.get());
    Bytes bytes(layout.get());
    store_text(bytes.data() + 8, 10, "a \"b\", c");
    store_text(bytes.data() + 18, 4, "d e");
    testing::CapturedOutput captured;
    CsvPrinter printer(captured.output(), layouts);

    printer.print({&layouts.tables[0], bytes.data(), EndReason::idle});

    EXPECT_TRUE(printer.finish());
    EXPECT_EQ(captured.text(), "CITY,NAME\n\"a \"\"b\"\", c\",d e\n");
}

TEST(CsvPrinter, PrintsTheNamesOnceAlsoWithoutFlows) {
    testing::CapturedOutput captured;
    CsvPrinter printer(captured.output(), sibling_layouts());

    EXPECT_TRUE(printer.finish());
    EXPECT_TRUE(printer.finish());

    EXPECT_EQ(captured.text(), kNames);
}

TEST(CsvColumns, LeavesCellsWithoutAKnownValueEmpty) {
    const ValueLayouts layouts({field("IN_SRC_MAC", Type::mac, Role::first)},
                               {field("UNKNOWN", Type::u32, Role::computed), field("DIRECTION", Type::u8, Role::key)});
    Bytes bytes(layouts.table());
    bytes.put_octets(8, {2, 0, 0, 0, 0, 0xfe});
    TextBuffer text;

    const CsvColumns columns(layouts.get());
    columns.append_names(text);
    EXPECT_TRUE(columns.append_record(text, record_of(layouts.table(), bytes, {.point = {.direction = 1}})));

    EXPECT_EQ(fmt::to_string(text), "IN_SRC_MAC,UNKNOWN,DIRECTION\n02:00:00:00:00:fe,,1\n");
}

TEST(CsvColumns, KnowsNoRecordsOfOtherLayouts) {
    const ValueLayouts layouts({field("IN_PKTS", Type::u64, Role::sum)}), others({field("IN_PKTS", Type::u64, Role::sum)});
    const Bytes bytes(others.table());
    TextBuffer text;

    EXPECT_FALSE(CsvColumns(layouts.get()).append_record(text, record_of(others.table(), bytes)));
    EXPECT_EQ(text.size(), 0U);
}

}  // namespace
}  // namespace exporter
