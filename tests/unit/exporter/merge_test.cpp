// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/merge.hpp"
#include "tests/unit/exporter/layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::field;
using testing::TestLayout;

constexpr std::size_t kValue = 8;  // the layouts here have no key field: one word with the mark

// Joins two records of one field.
template <class T>
T merged(Type type, Role role, T into, T from) {
    const TestLayout layout({}, {field("F", type, role)});
    Bytes a(layout.get());
    Bytes b(layout.get());
    a.put(kValue, into);
    b.put(kValue, from);

    Merger(layout.get()).merge(a.data(), b.data());

    return load<T>(a.data() + kValue);
}

std::uint64_t merged_octets(Type type, Role role, std::initializer_list<int> into, std::initializer_list<int> from) {
    const TestLayout layout({}, {field("F", type, role)});
    Bytes a(layout.get());
    Bytes b(layout.get());
    a.put_octets(kValue, into);
    b.put_octets(kValue, from);

    Merger(layout.get()).merge(a.data(), b.data());

    return load_big_endian(a.data() + kValue, into.size());
}

TEST(Merge, SumsEveryWidth) {
    EXPECT_EQ(merged<std::uint8_t>(Type::u8, Role::sum, 200, 50), 250);
    EXPECT_EQ(merged<std::uint16_t>(Type::u16, Role::sum, 300, 400), 700);
    EXPECT_EQ(merged<std::uint32_t>(Type::u32, Role::sum, 70'000, 80'000), 150'000U);
    EXPECT_EQ(merged<std::uint64_t>(Type::u64, Role::sum, 5'000'000'000, 6'000'000'000), 11'000'000'000U);
}

TEST(Merge, SumsStayAtTheLargestValueInsteadOfWrapping) {
    EXPECT_EQ(merged<std::uint8_t>(Type::u8, Role::sum, 200, 56), 255);
    EXPECT_EQ(merged<std::uint16_t>(Type::u16, Role::sum, 65'535, 1), 65'535);
    EXPECT_EQ(merged<std::uint32_t>(Type::u32, Role::sum, 0xffffffff, 0xffffffff), 0xffffffffU);
    EXPECT_EQ(merged<std::uint64_t>(Type::u64, Role::sum, 0xffffffffffffffff, 1), 0xffffffffffffffffU);
    EXPECT_EQ(merged_octets(Type::be24, Role::sum, {0xff, 0xff, 0xff}, {0, 0, 1}), 0xffffffU);
}

TEST(Merge, SumsOctetsOnTheWireAsNumbers) {
    EXPECT_EQ(merged_octets(Type::be16, Role::sum, {0x00, 0xff}, {0x01, 0x02}), 0x0201U);
    EXPECT_EQ(merged_octets(Type::be24, Role::sum, {0x00, 0xff, 0xff}, {0, 0, 1}), 0x010000U);
    EXPECT_EQ(merged_octets(Type::be32, Role::sum, {0, 0, 0xff, 0xff}, {0, 1, 0, 1}), 0x00020000U);
}

TEST(Merge, OrsBits) {
    EXPECT_EQ(merged<std::uint8_t>(Type::u8, Role::bit_or, 0x12, 0x01), 0x13);
    EXPECT_EQ(merged<std::uint16_t>(Type::u16, Role::bit_or, 0x0102, 0x0810), 0x0912);
    EXPECT_EQ(merged<std::uint32_t>(Type::u32, Role::bit_or, 0x80000000, 1), 0x80000001U);
    EXPECT_EQ(merged<std::uint64_t>(Type::u64, Role::bit_or, 0x8000000000000000, 1), 0x8000000000000001U);
    EXPECT_EQ(merged_octets(Type::be16, Role::bit_or, {0x01, 0x02}, {0x08, 0x10}), 0x0912U);
}

TEST(Merge, KeepsTheSmallest) {
    EXPECT_EQ(merged<std::uint8_t>(Type::u8, Role::min, 64, 63), 63);
    EXPECT_EQ(merged<std::uint8_t>(Type::u8, Role::min, 63, 64), 63);
    EXPECT_EQ(merged<std::uint16_t>(Type::u16, Role::min, 0x0100, 0x00ff), 0x00ff);
    EXPECT_EQ(merged<std::uint32_t>(Type::u32, Role::min, 0x01000000, 0x00ffffff), 0x00ffffffU);
    EXPECT_EQ(merged<std::uint64_t>(Type::time_ns, Role::min, 1'000'000'001, 1'000'000'000), 1'000'000'000U);
}

TEST(Merge, KeepsTheLargest) {
    EXPECT_EQ(merged<std::uint8_t>(Type::u8, Role::max, 63, 200), 200);
    EXPECT_EQ(merged<std::uint16_t>(Type::u16, Role::max, 0x00ff, 0x0100), 0x0100);
    EXPECT_EQ(merged<std::uint32_t>(Type::u32, Role::max, 0x80000000, 1), 0x80000000U);
    EXPECT_EQ(merged<std::uint64_t>(Type::u64, Role::max, 1, 0x8000000000000000), 0x8000000000000000U);
}

TEST(Merge, ComparesOctetsOnTheWireAsNumbers) {
    EXPECT_EQ(merged_octets(Type::be16, Role::min, {0x01, 0x00}, {0x00, 0xff}), 0x00ffU);
    EXPECT_EQ(merged_octets(Type::be16, Role::max, {0x01, 0x00}, {0x00, 0xff}), 0x0100U);
    EXPECT_EQ(merged_octets(Type::be24, Role::max, {0x00, 0x01, 0xff}, {0x00, 0x02, 0x00}), 0x000200U);
    EXPECT_EQ(merged_octets(Type::be32, Role::min, {0x80, 0, 0, 0}, {0x7f, 0xff, 0xff, 0xff}), 0x7fffffffU);
}

TEST(Merge, FirstAndLastFollowTheOrderOfArrivalWithoutTimes) {
    EXPECT_EQ(merged<std::uint8_t>(Type::u8, Role::first, 1, 2), 1);
    EXPECT_EQ(merged<std::uint8_t>(Type::u8, Role::last, 1, 2), 2);
    EXPECT_EQ(merged_octets(Type::mac, Role::first, {1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 2}), 0x010101010101U);
    EXPECT_EQ(merged_octets(Type::mac, Role::last, {1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 2}), 0x020202020202U);
}

TEST(Merge, OctetsAreWhollyOfOneRecord) {
    for (const Role role : {Role::first, Role::last}) {
        const TestLayout layout({}, {testing::octets_field("O", 12, role)});
        Bytes a(layout.get()), b(layout.get());
        a.put_octets(kValue, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}), b.put_octets(kValue, {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2});

        Merger(layout.get()).merge(a.data(), b.data());

        EXPECT_EQ(load_big_endian(a.data() + kValue, 8), role == Role::first ? 0x0101010101010101U : 0x0202020202020202U);
        EXPECT_EQ(load_big_endian(a.data() + kValue + 8, 4), role == Role::first ? 0x01010101U : 0x02020202U);
    }
}

struct Timed {
    std::uint64_t start_ns;
    std::uint64_t end_ns;
    std::uint8_t first;
    std::uint8_t last;
};

Timed merged(const Timed& into, const Timed& from) {
    const TestLayout layout({}, {field("FIRST", Type::u8, Role::first), field("LAST", Type::u8, Role::last),
                                 field("START", Type::time_ns, Role::min), field("END", Type::time_ns, Role::max)});
    const auto bytes_of = [&](const Timed& timed) {
        Bytes bytes(layout.get());
        return bytes.put(8, timed.first).put(9, timed.last).put(10, timed.start_ns).put(18, timed.end_ns);
    };
    Bytes a = bytes_of(into);
    const Bytes b = bytes_of(from);

    Merger(layout.get()).merge(a.data(), b.data());

    return {load<std::uint64_t>(a.data() + 10), load<std::uint64_t>(a.data() + 18), load<std::uint8_t>(a.data() + 8),
            load<std::uint8_t>(a.data() + 9)};
}

TEST(Merge, FirstIsOfTheRecordThatStartsEarlier) {
    EXPECT_EQ(merged(Timed{20, 30, 1, 1}, Timed{10, 15, 2, 2}).first, 2);
    EXPECT_EQ(merged(Timed{10, 30, 1, 1}, Timed{20, 25, 2, 2}).first, 1);
    EXPECT_EQ(merged(Timed{10, 30, 1, 1}, Timed{10, 25, 2, 2}).first, 1);
}

TEST(Merge, LastIsOfTheRecordThatEndsLater) {
    EXPECT_EQ(merged(Timed{20, 30, 1, 1}, Timed{10, 15, 2, 2}).last, 1);
    EXPECT_EQ(merged(Timed{10, 30, 1, 1}, Timed{20, 35, 2, 2}).last, 2);
    EXPECT_EQ(merged(Timed{10, 30, 1, 1}, Timed{20, 30, 2, 2}).last, 2);
}

TEST(Merge, TimesThemselvesCoverBothRecords) {
    const Timed timed = merged(Timed{20, 30, 1, 1}, Timed{10, 15, 2, 2});

    EXPECT_EQ(timed.start_ns, 10U);
    EXPECT_EQ(timed.end_ns, 30U);
}

TEST(Merge, OneTimeServesFirstAndLast) {
    const TestLayout layout({}, {field("LAST", Type::u8, Role::last), field("START", Type::time_ns, Role::min)});
    Bytes a(layout.get());
    Bytes b(layout.get());
    a.put(8, std::uint8_t{1}).put(9, std::uint64_t{20});
    b.put(8, std::uint8_t{2}).put(9, std::uint64_t{10});

    Merger(layout.get()).merge(a.data(), b.data());

    EXPECT_EQ(load<std::uint8_t>(a.data() + 8), 1);
}

TEST(Merge, IanaTimesWinOverOtherTimesOfTheSameRole) {
    bpf::Feature start = field("FLOW_START_MILLISECONDS", Type::time_ns, Role::min);
    start.id = 152;
    const TestLayout layout({}, {field("FIRST_SYN", Type::time_ns, Role::min), start});

    EXPECT_EQ(time_offsets(layout.get()).start, 16U);
    EXPECT_FALSE(time_offsets(layout.get()).end.has_value());
}

TEST(Merge, JoinsPerCpuCopiesAndLeavesTheKeyAlone) {
    using testing::bytes_of, testing::Flow, testing::flow_in;
    Bytes all = bytes_of({.id = 513, .start_ns = 50, .end_ns = 90, .packets = 2, .octets = 300, .tos = 8, .flags = 0x10});
    const Bytes cpu1 = bytes_of({.id = 513, .start_ns = 40, .end_ns = 60, .packets = 1, .octets = 40, .tos = 4, .flags = 0x02});
    const Bytes cpu2 = bytes_of({.id = 513, .start_ns = 95, .end_ns = 99, .packets = 3, .octets = 500, .tos = 0, .flags = 0x01});
    const Merger merger(testing::ipv4_layout());

    merger.merge(all.data(), cpu1.data());
    merger.merge(all.data(), cpu2.data());

    const Flow expected{.id = 513, .start_ns = 40, .end_ns = 99, .packets = 6, .octets = 840, .tos = 4, .flags = 0x13};
    EXPECT_EQ(flow_in(all.data()), expected);
    EXPECT_EQ(load<std::uint32_t>(all.data()), 3U);
}

}  // namespace
}  // namespace exporter
