// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "bpf/fragment_code.hpp"

namespace bpf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kHead = "static __always_inline void mine(struct flow_value *flow, const struct packet *packet)\n";

// The body is line 12 of its file.
std::string complaint(const std::string& body, const std::string& head = kHead) {
    const auto checked = check_fragment_code(head + body, "mine", "struct flow_value *flow", "mine.h", 11);
    return checked ? "none" : checked.error().text();
}

TEST(FragmentCode, IsOneFunction) {
    EXPECT_EQ(complaint("{\n\tif (packet->ttl) {\n\t\tflow->mine += 1;\n\t}\n}\n"), "none");
    EXPECT_EQ(complaint("{ }"), "none");
    EXPECT_EQ(complaint("{ }\n", "/* It doesn't loop: for (;;) # \"x\" */\n" + kHead), "none");
    EXPECT_EQ(complaint("{ } // the end: { asm\n/* } */\n"), "none");
    EXPECT_EQ(complaint("{ return; }\n", "static __always_inline struct octets mine(struct flow_value *flow)\n"), "none");
}

TEST(FragmentCode, MayUseWordsThatContainForbiddenOnes) {
    EXPECT_EQ(
        complaint("{ __u32 forward = 1, done = 2, statics = 3, mine_2 = 4, not_bpf_ = 5, plasma = 6; flow->mine += forward; }"),
        "none");
}

TEST(FragmentCode, HasNothingBesideItsFunction) {
    EXPECT_EQ(complaint("{ }\nstatic int x;\n"),
              "mine.h:13:1: the code must not contain \"static\": nothing of a fragment outlives its call");
    EXPECT_EQ(complaint("{ }\n  int x;\n"),
              "mine.h:13:3: something stands behind the function; a fragment is one plain function");
    EXPECT_EQ(complaint("{ } }\n"), "mine.h:12:5: something stands behind the function; a fragment is one plain function");
    EXPECT_THAT(complaint("{ }", "int x;\n" + kHead), StartsWith("mine.h:11:1: the code must define: static __always_inline"));
    EXPECT_THAT(complaint("{ }", "static void mine(struct flow_value *flow)\n"),
                StartsWith("mine.h:11:1: the code must define: "));
    EXPECT_THAT(complaint("{ mine(struct flow_value *flow) }", "static __always_inline void other(void)\n"),
                HasSubstr("must define"));
    EXPECT_THAT(complaint("", ""), StartsWith("mine.h:11:1: the code must define: "));
}

TEST(FragmentCode, IsWhole) {
    EXPECT_EQ(complaint("{ {\n}\n"), "mine.h:12:1: the function has no end: a } is missing");
    EXPECT_EQ(complaint("{ }\n/* and now\n"), "mine.h:13:1: the comment has no end");
    EXPECT_THAT(complaint(";\n"), StartsWith("mine.h:11:1: the code must define: "));
}

TEST(FragmentCode, HasNoLoops) {
    const std::string why = ": what a packet costs must have an end, so there are no loops";
    EXPECT_EQ(complaint("{\n\tfor (;;) { }\n}"), "mine.h:13:2: the code must not contain \"for\"" + why);
    EXPECT_EQ(complaint("{ while (1) ; }"), "mine.h:12:3: the code must not contain \"while\"" + why);
    EXPECT_EQ(complaint("{ do { } }"), "mine.h:12:3: the code must not contain \"do\"" + why);
    EXPECT_EQ(complaint("{ x: goto x; }"), "mine.h:12:6: the code must not contain \"goto\"" + why);
    EXPECT_EQ(complaint("{ mine(flow, packet); }"), "mine.h:12:3: the function must not call itself");
}

TEST(FragmentCode, HasNoStateOfItsOwn) {
    for (const std::string word : {"static", "extern", "typedef", "_Thread_local"})
        EXPECT_THAT(complaint("{ " + word + " int x; }"), StartsWith("mine.h:12:3: the code must not contain \"" + word + "\""));
}

TEST(FragmentCode, CallsNoHelpers) {
    EXPECT_EQ(complaint("{ flow->mine += bpf_ktime_get_ns(); }"),
              "mine.h:12:17: the code must not contain \"bpf_ktime_get_ns\": fragments call no helpers of the kernel");
}

TEST(FragmentCode, ReachesNotAroundTheComposer) {
    for (const std::string word : {"asm", "__asm__", "__asm", "__attribute__", "__attribute", "SEC", "_Pragma"})
        EXPECT_THAT(complaint("{ " + word + "(x); }"), StartsWith("mine.h:12:3: the code must not contain \"" + word + "\""))
            << word;
    EXPECT_THAT(complaint("{ }", "static __always_inline __attribute__((x)) void mine(struct flow_value *flow)\n"),
                StartsWith("mine.h:11:24: the code must not contain \"__attribute__\""));
}

TEST(FragmentCode, HasNoPreprocessing) {
    EXPECT_EQ(complaint("{\n#include <x.h>\n}"),
              "mine.h:13:1: the code must not contain \"#\": a fragment is one plain function");
    EXPECT_EQ(complaint("{\n %: include <x.h>\n}"),
              "mine.h:13:2: the code must not contain \"%:\": write the character that it stands for");
    for (const std::string digraph : {"<%", "%>", "<:", ":>"})
        EXPECT_THAT(complaint("{ " + digraph + " }"), HasSubstr("must not contain \"" + digraph + "\""));
    EXPECT_THAT(complaint("{\n?\?=include <x.h>\n}"), HasSubstr("may begin a trigraph"));
}

TEST(FragmentCode, HidesNothing) {
    EXPECT_EQ(complaint("{ as\\\nm(x); }"), "mine.h:12:5: the code must not contain \"\\\": lines are not joined");
    EXPECT_THAT(complaint("{ /\\\n* }"), HasSubstr("lines are not joined"));
    EXPECT_THAT(complaint("{ } // \\\nstatic int x;"), HasSubstr("lines are not joined"));
    EXPECT_EQ(complaint("{ // /*\n for (;;) ; // */\n}"),
              "mine.h:13:2: the code must not contain \"for\": what a packet costs must have an end, so there are no loops");
    EXPECT_EQ(complaint("{ /* // */ asm(x); }"),
              "mine.h:12:12: the code must not contain \"asm\": a fragment is one plain function");
    EXPECT_THAT(complaint("{ \"/*\"; for (;;) ; \"*/\"; }"), HasSubstr("must not contain"));
    EXPECT_THAT(complaint("{ '/*'; }"), HasSubstr("has no end"));
    EXPECT_THAT(complaint(std::string("{ \0 }", 5)), StartsWith("mine.h:12:3: the code must not contain control characters"));
}

}  // namespace
}  // namespace bpf
