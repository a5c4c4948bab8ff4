// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bpf/toml.hpp"

namespace bpf {
namespace {

using testing::StartsWith;

std::string complaint(const std::string& text, int first_line = 1) {
    const auto table = parse_toml(text, "f.toml", first_line);
    return table ? "none" : table.error().text();
}

std::string text_at(const std::string& text, const char* key) {
    const auto table = parse_toml(text, "f.toml");
    return table ? table->get(key)->value_or(std::string("no text")) : table.error().text();
}

constexpr const char* kBeyondAscii = "only comments may hold letters beyond ASCII; in a text, write them as \\uXXXX";

TEST(Toml, HasMistakesWithLineAndColumn) {
    EXPECT_THAT(complaint("a = 1\nb = = 2\n"), StartsWith("f.toml:2:5: "));
    EXPECT_THAT(complaint("a = 1\nb = = 2\n", 10), StartsWith("f.toml:11:5: "));
    EXPECT_THAT(complaint("a = 1\na = 2\n"), StartsWith("f.toml:2:5: "));
}

TEST(Toml, SaysThatTextsNeedQuotes) {
    EXPECT_EQ(complaint("a = eth0\n"),
              "f.toml:1:5: Error while parsing value: could not determine value type; a text must be in quotes");
}

TEST(Toml, MayHaveAnyOctetsInComments) {
    EXPECT_EQ(complaint("# Größe \xe2\x80\xa8 \xff\xfe \xef\xbb\xbf\na = 1 # \xc3\xa4 \"\nb = [ # ü\n1]\n"), "none");
}

// Outside of comments and texts toml++ would walk into unreachable code on them.
TEST(Toml, HasNothingElseThatIsNotAscii) {
    EXPECT_EQ(complaint("a = 1\nb\xc3\xa4 = 1\n"), std::string("f.toml:2:2: ") + kBeyondAscii);
    EXPECT_EQ(complaint("a = 1 \xef\xbb\xbf\n"), std::string("f.toml:1:7: ") + kBeyondAscii);
    EXPECT_EQ(complaint("a = \"#\xc3\xa4\"\n"), std::string("f.toml:1:7: ") + kBeyondAscii);
    EXPECT_EQ(complaint("a = '''\n#\xc3\xa4'''\n"), std::string("f.toml:2:2: ") + kBeyondAscii);
    EXPECT_EQ(complaint("a = \"\"\"\n\\\xc3\xa4\"\"\"\n"), std::string("f.toml:2:2: ") + kBeyondAscii);
}

TEST(Toml, KnowsWhereATextEndsAndACommentBegins) {
    EXPECT_EQ(text_at("a = \"x\\\"#\" # \xc3\xa4\n", "a"), "x\"#");
    EXPECT_EQ(text_at("a = 'x\\' # \xc3\xa4\n", "a"), "x\\");
    EXPECT_EQ(text_at("a = \"\"\"x\"\\\"\"\"\"\"\" # \xc3\xa4\n", "a"), "x\"\"\"\"");
    EXPECT_EQ(text_at("a = \"\"\"x\"\"\"\" # \xc3\xa4\n", "a"), "x\"");
    EXPECT_EQ(text_at("a = '''x'#''''' # \xc3\xa4\n", "a"), "x'#''");
    EXPECT_EQ(text_at("a = \"\" # \xc3\xa4\n", "a"), "");
    EXPECT_EQ(text_at("a = \"\\u00e4\"\n", "a"), "\xc3\xa4");
}

TEST(Toml, MayBeginWithAByteOrderMark) {
    EXPECT_EQ(text_at("\xef\xbb\xbf"
                      "a = 'x'\n",
                      "a"),
              "x");
}

// Each part of a dotted key is a table within a table; half a million of them end a process that destroys them.
TEST(Toml, HasTablesOfBoundedDepth) {
    std::string key = "a";
    for (int i = 0; i < 500'000; i++) key += ".a";

    EXPECT_EQ(complaint("[" + key + "]\n"),
              "f.toml:1:2003: there are more than 1000 dots outside of quotes; texts stand in quotes");
    EXPECT_EQ(complaint("b = \"" + key + "\" # " + key + "\n"), "none");
    EXPECT_NE(complaint("b = " + std::string(100'000, '[') + "\n"), "none");
}

TEST(Toml, IsRefusedWhereTheReaderAssumesTooMuch) {
    EXPECT_EQ(complaint("[[["), "f.toml: this cannot be read as TOML: write every line as `name = value`");
}

TEST(Toml, ComplainsInOneLine) {
    EXPECT_THAT(complaint("\"a\\nb\" = 1\n\"a\\nb\" = 2\n"), testing::Not(testing::HasSubstr("\n")));
    EXPECT_LT(complaint("a = 1\n[\"" + std::string(100'000, 'x') + "\"]\n[\"" + std::string(100'000, 'x') + "\"]\n").size(),
              600U);
}

}  // namespace
}  // namespace bpf
