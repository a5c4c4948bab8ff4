// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/api/query.hpp"

namespace probe::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::string mistake(const std::string& target) {
    const auto parsed = parse_target(target);
    return parsed ? "none" : parsed.error().message;
}

TEST(Target, IsPathAndParametersDecoded) {
    const auto target = parse_target("/v1/fl%6Fws?a=1&b=x+y%2Fz%26&c&a=2&&d=");

    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/v1/flows");
    EXPECT_THAT(target->parameters,
                ElementsAre(Pair("a", "1"), Pair("b", "x y/z&"), Pair("c", ""), Pair("a", "2"), Pair("d", "")));
}

TEST(Target, WithoutQueryHasNoParameters) {
    EXPECT_THAT(parse_target("/metrics")->parameters, IsEmpty());
    EXPECT_THAT(parse_target("/metrics?")->parameters, IsEmpty());
    EXPECT_EQ(parse_target("/a+b")->path, "/a+b");  // a blank only in queries
}

TEST(Target, ThatIsNoneIsToldOnOneLine) {
    EXPECT_THAT(mistake(""), HasSubstr("not a path"));
    EXPECT_THAT(mistake("*"), HasSubstr("not a path"));
    EXPECT_THAT(mistake("http://host/"), HasSubstr("not a path"));
    EXPECT_THAT(mistake("/%4"), HasSubstr("two hexadecimal digits"));
    EXPECT_THAT(mistake("/?a=%zz"), HasSubstr("two hexadecimal digits"));
    EXPECT_THAT(mistake("/?a=%+1"), HasSubstr("two hexadecimal digits"));
    EXPECT_THAT(mistake("/%\n\x1b"), testing::Not(HasSubstr("\n")));
    std::string many = "/?";
    for (int i = 0; i < 65; i++) many += "a=1&";
    EXPECT_THAT(mistake(many), HasSubstr("more than 64 parameters"));
}

TEST(Parameter, IsAFlag) {
    const auto target = parse_target("/?a&b=true&c=1&d=false&e=0&f=yes");

    for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(target->flag(name).value()) << name;
    for (const char* name : {"d", "e", "none"}) EXPECT_FALSE(target->flag(name).value()) << name;
    EXPECT_EQ(target->flag("f").error().message, "f must be true or false");
}

TEST(Parameter, IsANumberWithinItsRange) {
    const auto target = parse_target("/?a=5&b=0&c=-1&d=99999999999999999999&e=5x&f=");

    EXPECT_EQ(target->number("a", 7, 1, 10), 5U);
    EXPECT_EQ(target->number("none", 7, 1, 10), 7U);
    EXPECT_EQ(target->number("b", 7, 1, 10).error().message, "b must be a whole number from 1 to 10");
    for (const char* name : {"c", "d", "e", "f"}) EXPECT_FALSE(target->number(name, 7, 0, 10)) << name;
}

TEST(Value, IsEncodedSoThatItIsReadBack) {
    std::string all;
    for (int octet = 0; octet < 256; octet++) all += static_cast<char>(octet);

    EXPECT_EQ(percent_encoded("a-b_c.d~9/ &"), "a-b_c.d~9%2F%20%26");
    EXPECT_EQ(parse_target("/?x=" + percent_encoded(all))->parameters.at(0).second, all);
}

}  // namespace
}  // namespace probe::api
