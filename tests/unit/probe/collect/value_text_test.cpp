// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/collect/value_text.hpp"
#include "tests/unit/probe/collect/messages.hpp"

namespace probe::collect {
namespace {

std::string text(fbInfoElementDataType_t type, std::string_view digits) {
    const auto octets = testing::hex(digits);
    TextBuffer out;
    append_value(out, type, octets);
    return fmt::to_string(out);
}

TEST(CollectedValue, IsAnIntegerOfAnyLength) {
    EXPECT_EQ(text(FB_UINT_8, "ff"), "255");
    EXPECT_EQ(text(FB_UINT_64, "010000"), "65536");
    EXPECT_EQ(text(FB_UINT_64, "ffffffffffffffff"), "18446744073709551615");
    EXPECT_EQ(text(FB_INT_32, "ffff"), "-1");
    EXPECT_EQ(text(FB_INT_64, "8000000000000000"), "-9223372036854775808");
    EXPECT_EQ(text(FB_INT_8, "7f"), "127");
}

TEST(CollectedValue, IsAnAddress) {
    EXPECT_EQ(text(FB_IP4_ADDR, "c0000201"), "192.0.2.1");
    EXPECT_EQ(text(FB_IP6_ADDR, "20010db8000000000000000000000001"), "2001:db8::1");
    EXPECT_EQ(text(FB_MAC_ADDR, "0200000000ab"), "02:00:00:00:00:ab");
}

TEST(CollectedValue, IsATimeInMilliseconds) {
    EXPECT_EQ(text(FB_DT_SEC, "5c000000"), "2018-11-29T15:04:32.000Z");
    EXPECT_EQ(text(FB_DT_MILSEC, "0000016760000003"), "2018-11-29T15:04:32.003Z");
    EXPECT_EQ(text(FB_DT_MICROSEC, "dfaa7e8080000000"), "2018-11-29T15:04:32.500Z");  // 0x5c000000 + 2,208,988,800 s, and a half
    EXPECT_EQ(text(FB_DT_NANOSEC, "83aa7e8000000000"), "1970-01-01T00:00:00.000Z");   // 2,208,988,800 s
    EXPECT_EQ(text(FB_DT_NANOSEC, "0000000000000000"), "2036-02-07T06:28:16.000Z");   // the second era
}

TEST(CollectedValue, IsANumberIfItsTimeIsTooLate) { EXPECT_EQ(text(FB_DT_MILSEC, "ffffffffffffffff"), "18446744073709551615"); }

TEST(CollectedValue, IsReal) {
    EXPECT_EQ(text(FB_FLOAT_32, "3fc00000"), "1.5");
    EXPECT_EQ(text(FB_FLOAT_64, "bff8000000000000"), "-1.5");
    EXPECT_EQ(text(FB_FLOAT_64, "3fc00000"), "1.5");
    EXPECT_EQ(text(FB_FLOAT_32, "7fc00000"), "null");
}

TEST(CollectedValue, IsTrueOrFalse) {
    EXPECT_EQ(text(FB_BOOL, "01"), "true");
    EXPECT_EQ(text(FB_BOOL, "02"), "false");
    EXPECT_EQ(text(FB_BOOL, "00"), "0");
}

TEST(CollectedValue, DoesNothingToATerminal) {
    EXPECT_EQ(text(FB_STRING, "65746830"), "eth0");
    EXPECT_EQ(text(FB_STRING, "1b5b326a 22 5c 0a"), "\\u001b[2j\\\"\\\\\\n");
    EXPECT_EQ(text(FB_STRING, "c29b"), "\\u009b");
    EXPECT_EQ(text(FB_STRING, "ff41"), "\\ufffdA");
}

TEST(CollectedValue, IsHexadecimalIfItsLengthIsNotThatOfItsType) {
    EXPECT_EQ(text(FB_OCTET_ARRAY, "00ff"), "00ff");
    EXPECT_EQ(text(FB_IP4_ADDR, "c00002"), "c00002");
    EXPECT_EQ(text(FB_UINT_64, "000000000000000001"), "000000000000000001");
    EXPECT_EQ(text(FB_UINT_8, ""), "");
    EXPECT_FALSE(is_number(FB_UINT_64, 9));
    EXPECT_FALSE(is_number(FB_UINT_64, 0));
    EXPECT_TRUE(is_number(FB_UINT_64, 8));
}

}  // namespace
}  // namespace probe::collect
