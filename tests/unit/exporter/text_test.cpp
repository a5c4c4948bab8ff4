// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "exporter/text.hpp"
#include "tests/unit/exporter/layouts.hpp"

namespace exporter {
namespace {

using bpf::Type;
using testing::Bytes;

std::string text_of(Type type, std::initializer_list<int> octets) {
    TextBuffer out;
    append_value(out, type, Bytes(16).put_octets(0, octets).data(), 0);
    return fmt::to_string(out);
}

template <class T>
std::string text_of(Type type, T value, std::int64_t time_offset_ns = 0) {
    TextBuffer out;
    append_value(out, type, Bytes(16).put(0, value).data(), time_offset_ns);
    return fmt::to_string(out);
}

std::string utc(std::uint64_t epoch_ns) {
    TextBuffer out;
    append_utc(out, epoch_ns);
    return fmt::to_string(out);
}

TEST(Text, Ipv4IsDotted) {
    EXPECT_EQ(text_of(Type::ipv4, {192, 0, 2, 1}), "192.0.2.1");
    EXPECT_EQ(text_of(Type::ipv4, {255, 255, 255, 255}), "255.255.255.255");
    EXPECT_EQ(text_of(Type::ipv4, {0, 0, 0, 0}), "0.0.0.0");
}

TEST(Text, Ipv6FollowsRfc5952) {
    EXPECT_EQ(text_of(Type::ipv6, {}), "::");
    EXPECT_EQ(text_of(Type::ipv6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), "::1");
    EXPECT_EQ(text_of(Type::ipv6, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), "2001:db8::");
    EXPECT_EQ(text_of(Type::ipv6, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}), "2001:db8:0:1:1:1:1:1");
    EXPECT_EQ(text_of(Type::ipv6, {0x20, 0x01, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xAB, 0xCD}), "2001:0:0:1::abcd");
    EXPECT_EQ(text_of(Type::ipv6, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1}), "2001:db8::1:0:0:1");
}

TEST(Text, Ipv6AgreesWithTheSystemForEveryPatternOfZeros) {
    for (int pattern = 0; pattern < 256; ++pattern) {
        for (const std::uint16_t group : std::initializer_list<std::uint16_t>{0x1, 0xab0, 0xffff}) {
            std::array<std::byte, 16> octets{};
            for (std::size_t i = 0; i < 8; ++i) {
                const unsigned value = (pattern >> i & 1) != 0 ? group : 0U;
                octets[2 * i] = static_cast<std::byte>(value >> 8);
                octets[2 * i + 1] = static_cast<std::byte>(value & 0xff);
            }
            char expected[INET6_ADDRSTRLEN];
            ASSERT_NE(inet_ntop(AF_INET6, octets.data(), expected, sizeof expected), nullptr);

            TextBuffer out;
            append_value(out, Type::ipv6, octets.data(), 0);

            ASSERT_EQ(fmt::to_string(out), expected);
        }
    }
}

TEST(Text, Ipv4InIpv6IsDotted) {
    EXPECT_EQ(text_of(Type::ipv6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1}), "::ffff:192.0.2.1");
}

TEST(Text, MacIsLowerCaseWithColons) { EXPECT_EQ(text_of(Type::mac, {0x00, 0x1b, 0xd4, 0x1b, 0xa4, 0xdf}), "00:1b:d4:1b:a4:df"); }

TEST(Text, NumbersAreDecimalInTheirByteOrder) {
    EXPECT_EQ(text_of<std::uint8_t>(Type::u8, 255), "255");
    EXPECT_EQ(text_of<std::uint16_t>(Type::u16, 65'535), "65535");
    EXPECT_EQ(text_of<std::uint32_t>(Type::u32, 4'294'967'295), "4294967295");
    EXPECT_EQ(text_of<std::uint64_t>(Type::u64, 18'446'744'073'709'551'615U), "18446744073709551615");
    EXPECT_EQ(text_of(Type::be16, {0x01, 0xbb}), "443");
    EXPECT_EQ(text_of(Type::be24, {0x01, 0x00, 0x01}), "65537");
    EXPECT_EQ(text_of(Type::be32, {0x00, 0x01, 0x00, 0x00}), "65536");
    EXPECT_EQ(text_of(Type::u8, {0}), "0");
}

TEST(Text, TimesAreWholeMilliseconds) {
    EXPECT_EQ(text_of<std::uint64_t>(Type::time_ns, 1'214'528'320'099'999'999), "1214528320099");
    EXPECT_EQ(text_of<std::uint64_t>(Type::time_ns, 0), "0");
}

TEST(Text, TimesAreInTheUnitOfTheirField) {
    const auto shown = [](const char* unit) {
        TextBuffer number, utc;
        append_value(number, Type::time_ns, Bytes(8).put<std::uint64_t>(0, 951'782'399'001'002'003).data(), 0,
                     time_unit_ns(unit));
        append_utc(utc, 951'782'399'001'002'003, time_unit_ns(unit));
        return fmt::to_string(number) + " " + fmt::to_string(utc);
    };
    EXPECT_EQ(shown("seconds"), "951782399 2000-02-28T23:59:59Z");
    EXPECT_EQ(shown("milliseconds"), "951782399001 2000-02-28T23:59:59.001Z");
    EXPECT_EQ(shown("microseconds"), "951782399001002 2000-02-28T23:59:59.001002Z");
    EXPECT_EQ(shown("nanoseconds"), "951782399001002003 2000-02-28T23:59:59.001002003Z");
    EXPECT_EQ(shown(""), "951782399001 2000-02-28T23:59:59.001Z");
}

TEST(Text, TimeOffsetIsAddedBeforeRounding) {
    EXPECT_EQ(text_of<std::uint64_t>(Type::time_ns, 1'500'000, 500'000), "2");
    EXPECT_EQ(text_of<std::uint64_t>(Type::time_ns, 3'000'000, -1'000'000), "2");
}

TEST(Text, TimeOffsetNeverWraps) {
    EXPECT_EQ(shifted(5, -6), 0U);
    EXPECT_EQ(shifted(0, INT64_MIN), 0U);
    EXPECT_EQ(shifted(UINT64_MAX - 1, 2), UINT64_MAX);
}

TEST(Text, UtcIsIso8601WithMilliseconds) {
    EXPECT_EQ(utc(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(utc(1'795'169'472'345'999'999), "2026-11-20T10:11:12.345Z");
    EXPECT_EQ(utc(951'782'399'001'000'000), "2000-02-28T23:59:59.001Z");
    EXPECT_EQ(utc(951'782'400'000'000'000), "2000-02-29T00:00:00.000Z");
}

std::string stored(std::string_view text, std::size_t octets = 8) {
    std::vector<std::byte> out(octets + 1, std::byte{'#'});
    store_text(out.data(), octets, text);
    EXPECT_EQ(out.back(), std::byte{'#'});
    std::string as_text(reinterpret_cast<const char*>(out.data()), octets);
    while (as_text.ends_with('\0')) as_text.pop_back();
    return as_text;
}

TEST(StoredText, IsPaddedWithZeros) {
    std::vector<std::byte> out(4, std::byte{'#'});
    store_text(out.data(), 4, "ab");
    EXPECT_EQ(out, (std::vector<std::byte>{std::byte{'a'}, std::byte{'b'}, std::byte{0}, std::byte{0}}));
}

TEST(StoredText, IsCutBehindAWholeCharacter) {
    EXPECT_EQ(stored("12345678"), "12345678");
    EXPECT_EQ(stored("123456789"), "12345678");
    EXPECT_EQ(stored("1234567ü"), "1234567");
    EXPECT_EQ(stored("123456ü"), "123456ü");
    EXPECT_EQ(stored("12345\xf0\x9f\x98\x80"), "12345");
    EXPECT_EQ(stored("abc", 0), "");
}

TEST(StoredText, HasAMarkInPlaceOfWhatIsNoText) {
    EXPECT_EQ(stored("a\nb\x7f\x1b"), "a?b??");
    EXPECT_EQ(stored("\xff\xc0\xaf"), "???");       // never in UTF-8; overlong
    EXPECT_EQ(stored("\xed\xa0\x80"), "???");       // a surrogate
    EXPECT_EQ(stored("\xf4\x90\x80\x80"), "????");  // beyond U+10FFFF
    EXPECT_EQ(stored("\xc3"), "?");                 // half a character
    EXPECT_EQ(stored("\xc2\x9b"), "??");            // a control character of C1
    EXPECT_EQ(stored("\xe2\x82\xac\xc2\xa0"), "€\xc2\xa0");
    EXPECT_EQ(stored(std::string_view("a\0b", 3)), "a?b");
}

TEST(StoredText, IsReadUpToItsPadding) {
    bpf::Feature feature;
    feature.type = Type::string;
    feature.length = 4;
    EXPECT_EQ(text_at(feature, reinterpret_cast<const std::byte*>("ab\0\0x")), "ab");
    EXPECT_EQ(text_at(feature, reinterpret_cast<const std::byte*>("abcdx")), "abcd");
    EXPECT_EQ(text_at(feature, reinterpret_cast<const std::byte*>("\0\0\0\0")), "");
}

TEST(JsonText, IsEscaped) {
    TextBuffer out;
    append_json_text(out, "a\"b\\c\n\x01ü/");
    EXPECT_EQ(fmt::to_string(out), "a\\\"b\\\\c\\u000a\\u0001ü/");
}

TEST(Text, OctetsAreTwoHexadecimalDigitsEach) {
    TextBuffer out;
    append_hex(out, std::array{std::byte{0}, std::byte{0x0f}, std::byte{0xa5}, std::byte{0xff}});
    append_hex(out, {});
    EXPECT_EQ(fmt::to_string(out), "000fa5ff");
}

TEST(Text, OnlyAddressesStringsAndOctetsAreQuoted) {
    EXPECT_TRUE(is_quoted(Type::ipv4));
    EXPECT_TRUE(is_quoted(Type::ipv6));
    EXPECT_TRUE(is_quoted(Type::mac));
    EXPECT_TRUE(is_quoted(Type::string));
    EXPECT_TRUE(is_quoted(Type::octets));
    EXPECT_FALSE(is_quoted(Type::u8));
    EXPECT_FALSE(is_quoted(Type::be24));
    EXPECT_FALSE(is_quoted(Type::time_ns));
}

}  // namespace
}  // namespace exporter
