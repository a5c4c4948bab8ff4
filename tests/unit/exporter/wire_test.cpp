// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bpf/catalogue.hpp"
#include "exporter/completion.hpp"
#include "exporter/wire.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::element;
using testing::hex;
using testing::record_of;
using testing::TestLayout;
using testing::ValueLayouts;

constexpr std::size_t kValue = 8;  // of the layouts without a key

std::string written(const bpf::Layout& layout, const Bytes& bytes, RecordContext context = {}) {
    const RecordWriter writer(ipfix_fields(layout));
    std::vector<std::byte> out(writer.octets());
    writer.write(record_of(layout, bytes, context), out.data());
    return hex(out);
}

TEST(Wire, PutsIntegersInNetworkOrderWithTheirOwnWidth) {
    const ValueLayouts layouts({element("A", 1, Type::u64, Role::sum), element("B", 25, Type::u32, Role::min),
                                element("C", 58, Type::u16, Role::first), element("D", 6, Type::u8, Role::bit_or)});
    Bytes bytes(layouts.table());
    bytes.put(kValue, std::uint64_t{0x0102030405060708}).put(kValue + 8, std::uint32_t{0x0a0b0c0d});
    bytes.put(kValue + 12, std::uint16_t{0x1122}).put(kValue + 14, std::uint8_t{0x1f});

    EXPECT_EQ(written(layouts.table(), bytes), "01 02 03 04 05 06 07 08 0a 0b 0c 0d 11 22 1f");
}

TEST(Wire, CopiesWhatIsInNetworkOrderAlready) {
    const ValueLayouts layouts({element("A", 12, Type::ipv4, Role::first), element("B", 70, Type::be24, Role::first),
                                element("C", 56, Type::mac, Role::first), element("D", 31, Type::be32, Role::first)});
    Bytes bytes(layouts.table());
    bytes.put_octets(kValue, {192, 0, 2, 1, 0, 1, 2, 0, 0, 0x5e, 0, 0x53, 1, 9, 8, 7, 6});

    EXPECT_EQ(written(layouts.table(), bytes), "c0 00 02 01 00 01 02 00 00 5e 00 53 01 09 08 07 06");
}

TEST(Wire, KeepsTheOrderAskedForWhateverTheOrderOfTheRecord) {
    TestLayout layout({}, {element("A", 8, Type::ipv4, Role::first), element("B", 12, Type::ipv4, Role::first)});
    std::swap(layout.get().columns[0], layout.get().columns[1]);
    Bytes bytes(layout.get());
    bytes.put_octets(kValue, {1, 1, 1, 1, 2, 2, 2, 2});

    EXPECT_EQ(written(layout.get(), bytes), "02 02 02 02 01 01 01 01");
}

TEST(Wire, SendsTimesAsMillisecondsSince1970WithTheOffset) {
    const ValueLayouts layouts({element("FLOW_START_MILLISECONDS", 152, Type::time_ns, Role::min)});
    Bytes bytes(layouts.table());
    bytes.put(kValue, std::uint64_t{5'000'999'999});  // of a clock that began 1,700,000,000 s after 1970

    // 1,700,000,005,000 ms = 0x18bcfe57b88
    EXPECT_EQ(written(layouts.table(), bytes, {.time_offset_ns = 1'700'000'000'000'000'000}), "00 00 01 8b cf e5 7b 88");
}

TEST(Wire, SendsOtherTimesAsTheirElementsAre) {
    const ValueLayouts layouts({element("flowStartSeconds", 150, Type::time_ns, Role::min),
                                element("flowStartNanoseconds", 156, Type::time_ns, Role::min),
                                element("flowStartMicroseconds", 154, Type::time_ns, Role::min)});
    Bytes bytes(layouts.table());
    for (const std::size_t offset : {kValue, kValue + 8, kValue + 16}) bytes.put(offset, std::uint64_t{1'500'000'001});

    // NTP: 2,208,988,801 s = 0x83aa7e81; 500,000,001 ns = 2^31 + 4; microseconds without the last 11 bits.
    EXPECT_EQ(written(layouts.table(), bytes), "00 00 00 01 83 aa 7e 81 80 00 00 04 83 aa 7e 81 80 00 00 00");
}

TEST(Wire, SendsWhatIsComputed) {
    const ValueLayouts layouts(
        {}, {element("FLOW_END_REASON", 136, Type::u8, Role::computed), element("DIRECTION", 61, Type::u8, Role::key),
             element("OUTPUT_SNMP", 14, Type::u32, Role::key), element("NOBODY_KNOWS", 999, Type::u32, Role::computed)});
    const Bytes bytes(layouts.table());

    EXPECT_EQ(written(layouts.table(), bytes, {.point = {.output = 0x01020304, .direction = 1}}), "01 01 01 02 03 04");
}

TEST(Wire, TheOutputMayBeWhereAnswersComeIn) {
    const ValueLayouts layouts({}, {element("OUTPUT_SNMP", 14, Type::u32, Role::key)});
    const Bytes bytes(layouts.table());
    const auto output = [&](const Point& point, const Point& reverse) {
        return written(layouts.table(), bytes, {.point = point, .reverse_point = reverse});
    };

    EXPECT_EQ(output({.input = 2}, {.input = 3}), "00 00 00 03");
    EXPECT_EQ(output({.input = 2}, {.input = 2}), "00 00 00 00");
    EXPECT_EQ(output({.input = 2}, {}), "00 00 00 00");
    EXPECT_EQ(output({.output = 5, .direction = 1}, {.input = 5}), "00 00 00 05");
    EXPECT_EQ(output({.input = 2, .output = 5}, {.input = 3}), "00 00 00 05");
}

TEST(Wire, SendsTheElementOfTheFieldThatIsHeld) {
    TestLayout layout({}, {element("FLOW_START_MILLISECONDS", 152, Type::time_ns, Role::min)});
    layout.get().columns.clear();
    layout.add_held_column("FIRST_SWITCHED", "FLOW_START_MILLISECONDS");

    const std::vector<WireField> fields = ipfix_fields(layout.get());

    ASSERT_EQ(fields.size(), 1U);
    EXPECT_EQ(fields[0].id, 152);
    EXPECT_EQ(fields[0].length, 8);
}

TEST(Wire, AFieldAsAskedForHasItsOwnNumberAndForm) {
    TestLayout layout({}, {element("FLOW_START_MILLISECONDS", 152, Type::time_ns, Role::min)});
    const bpf::Feature first = element("FIRST_SWITCHED", 22, Type::time_ns, Role::min);
    layout.get().columns.push_back({&first, 0});
    std::vector<WireField> fields;
    for (const bpf::Column& column : layout.get().columns) add_once(fields, *wire_field(layout.get(), column, Numbers::asked));
    Bytes bytes(layout.get());
    bytes.put(kValue, std::uint64_t{61'999'999});

    const RecordWriter writer(fields);
    std::vector<std::byte> out(writer.octets());
    writer.write(record_of(layout.get(), bytes), out.data(), 50);

    EXPECT_EQ(fields[0].id, 152);
    EXPECT_EQ(fields[1].id, 22);
    EXPECT_EQ(hex(out), "00 00 00 00 00 00 00 3d 00 00 00 0b");
    writer.write(record_of(layout.get(), bytes), out.data(), 62);
    EXPECT_EQ(hex(out).substr(24), "00 00 00 00");
}

TEST(Wire, IntegersInFewerOctetsAreTheirLowHalfAndZeroIsZero) {
    const ValueLayouts layouts({element("A", 1, Type::u64, Role::sum), element("B", 16, Type::u32, Role::first)});
    std::vector<WireField> fields = ipfix_fields(layouts.table());
    fields[0].length = 4;
    fields[1].length = 2;
    WireField zero;
    zero.form = WireForm::zero;
    zero.length = 3;
    fields.insert(fields.begin() + 1, zero);
    Bytes bytes(layouts.table());
    bytes.put(kValue, std::uint64_t{0x0102030405060708}).put(kValue + 8, std::uint32_t{0x0a0b0c0d});

    const RecordWriter writer(fields);
    std::vector<std::byte> out(writer.octets(), std::byte{0xff});
    writer.write(record_of(layouts.table(), bytes), out.data());

    EXPECT_EQ(hex(out), "05 06 07 08 00 00 00 0c 0d");
}

TEST(Wire, SendsOneElementOnceWithTheWiderValueInTheFirstPlace) {
    const ValueLayouts layouts({element("TCP_FLAGS", 6, Type::u8, Role::bit_or), element("IN_PKTS", 2, Type::u64, Role::sum),
                                element("tcpControlBits", 6, Type::u16, Role::bit_or)});
    Bytes bytes(layouts.table());
    bytes.put(kValue, std::uint8_t{0x02}).put(kValue + 1, std::uint64_t{7}).put(kValue + 9, std::uint16_t{0x0102});

    EXPECT_EQ(written(layouts.table(), bytes), "01 02 00 00 00 00 00 00 00 07");
}

TEST(Wire, ElementsOfTwoEnterprisesAreDifferent) {
    const ValueLayouts layouts({element("A", 6, Type::u8, Role::bit_or), element("B", 6, Type::u16, Role::bit_or, 35'632)});
    EXPECT_EQ(ipfix_fields(layouts.table()).size(), 2U);
}

TEST(Wire, IcmpTypeHasAnotherElementInIpv6) {
    TestLayout layout({}, {element("ICMP_TYPE", 32, Type::u16, Role::first)});
    EXPECT_EQ(ipfix_fields(layout.get())[0].id, 32);
    layout.get().family = bpf::Family::ipv6;
    EXPECT_EQ(ipfix_fields(layout.get())[0].id, 139);
}

TEST(Wire, TheOtherDirectionHasNProbesElementsOrThoseOfRfc5103) {
    const auto catalogue = bpf::Catalogue::load("");
    std::vector<const bpf::Feature*> asked;
    for (const char* name : {"IN_BYTES", "OUT_BYTES", "DST_FRAGMENTS"}) asked.push_back(catalogue->find(name));
    const bpf::Layouts layouts = completed(bpf::make_layouts(asked, {}, *catalogue));
    const bpf::Layout& layout = layouts.tables.front();
    const auto numbers = [&](config::BiflowElements biflow) {
        std::string text;
        for (const WireField& field : ipfix_fields(layout, layout.columns, biflow))
            text += std::to_string(field.pen) + "/" + std::to_string(field.id) + ":" + std::to_string(field.length) + " ";
        return text;
    };

    EXPECT_EQ(numbers(config::BiflowElements::nprobe), "0/1:8 0/23:8 35632/81:4 ");
    EXPECT_EQ(numbers(config::BiflowElements::rfc5103), "0/1:8 29305/1:8 35632/81:4 0/239:1 ");
}

}  // namespace
}  // namespace exporter
