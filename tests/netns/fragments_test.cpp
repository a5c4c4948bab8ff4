// SPDX-License-Identifier: Apache-2.0
// Fields of the user's own, live: one that works, and what is said of those that do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>

#include "probe/compile/compiler.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kPackaged = "/usr/lib/xdpflow/objects";

// A field that sums up what `code` is; the code begins on line 14, its statement stands on line 16.
std::string fragment(const std::string& name, const std::string& code) {
    std::string symbol;
    for (const char letter : name) symbol += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return "/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */\n/* xdpflow feature\nname = \"" + name +
           "\"\nelement = \"" + symbol +
           "\"\nid = 1\npen = 32473\ntype = \"u64\"\nrole = \"sum\"\nlayer = \"ip\"\nunit = \"packets\"\n"
           "description = \"A field of a test.\"\nreference = \"none\"\n*/\n"
           "static __always_inline void " +
           symbol + "(struct flow_value *flow, const struct packet *packet)\n{\n\t" + code + "\n}\n";
}

// Compiled from nothing, so that the objects of tests stay out of the machine's own cache.
Answer refused_afresh(const VethPair& veth, const ScratchFolder& folder, const std::string& fields) {
    const ScratchFolder cache;
    return refused(veth, {"--features", folder.path(), "--fields", fields},
                   {.environment = {"CACHE_DIRECTORY=" + std::string(cache.path())}});
}

std::string refusal(const ScratchFolder& folder, const std::string& fields) {
    const VethPair veth;
    const Answer answer = refused_afresh(veth, folder, fields);
    EXPECT_NE(answer.code, 0);
    EXPECT_EQ(veth.program(), 0U);
    const auto lines = lines_of(answer.errors);
    EXPECT_EQ(lines.size(), 1U) << answer.errors;
    if (lines.size() != 1) return {};
    EXPECT_THAT(lines.front(), StartsWith("xdpflow: "));
    return lines.front();
}

bool has_clang() { return probe::Compiler::find().has_value(); }

#define NEED_CLANG()                                                                                                             \
    if (!has_clang()) GTEST_SKIP() << "there is no clang to compile a field of a test with"

TEST(OwnField, IsMeteredLikeTheOthers) {
    NEED_CLANG();
    VethPair veth;
    const ScratchFolder folder;
    folder.write("thrice.h", fragment("THRICE", "flow->thrice += 3;"));

    Probe probe(veth, {.fields = "L4_SRC_PORT IN_PKTS THRICE", .arguments = {"--features", folder.path()}});
    veth.send(Ethernet{} / Ipv4{} / Udp{}, 7);
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.sum("IN_PKTS"), 7U);
    EXPECT_EQ(outcome.sum("THRICE"), 21U);
}

TEST(OwnField, WithAMistakeInItsFactsIsRefusedWithFileLineAndColumn) {
    const ScratchFolder folder;
    std::string text = fragment("THRICE", "flow->thrice += 3;");
    text.replace(text.find("\"u64\""), 5, "u64");  // line 7, column 8
    const std::string path = folder.write("thrice.h", text);

    EXPECT_THAT(refusal(folder, "IN_PKTS"), StartsWith("xdpflow: " + path + ":7:8: "));
}

TEST(OwnField, WithAnUnknownTypeIsRefusedWithThoseThereAre) {
    const ScratchFolder folder;
    std::string text = fragment("THRICE", "flow->thrice += 3;");
    text.replace(text.find("u64"), 3, "u65");
    const std::string path = folder.write("thrice.h", text);

    EXPECT_THAT(refusal(folder, "IN_PKTS"),
                AllOf(StartsWith("xdpflow: " + path + ":7:8: "), HasSubstr("unknown type \"u65\""), HasSubstr("u64")));
}

TEST(OwnField, WithAMistakeInItsCodeIsRefusedWithFileLineAndColumn) {
    NEED_CLANG();
    const ScratchFolder folder;
    const std::string path = folder.write("thrice.h", fragment("THRICE", "flow->thrice += three;"));

    EXPECT_EQ(refusal(folder, "IN_PKTS THRICE"), "xdpflow: " + path + ":16:18: use of undeclared identifier 'three'");
}

TEST(OwnField, ThatTheKernelRefusesIsRefusedWithItsReason) {
    NEED_CLANG();
    const ScratchFolder folder;
    folder.write("thrice.h", fragment("THRICE", "flow->thrice += *(const __u64 *)(packet->end + 8);"));

    EXPECT_THAT(refusal(folder, "IN_PKTS THRICE"),
                AllOf(HasSubstr("the kernel refuses the program: "), HasSubstr("invalid mem access")));
}

TEST(OwnFields, BeyondWhatOneProgramHoldsAreRefusedWithTheLimit) {
    const ScratchFolder folder;
    std::string fields;
    for (int i = 0; i < 321; i++) {
        const std::string number = std::to_string(i);
        std::string text = fragment("OWN_" + number, "flow->own_" + number + " += 1;");
        text.replace(text.find("id = 1"), 6, "id = " + std::to_string(1 + i));
        folder.write("own_" + number + ".h", text);
        fields += "OWN_" + number + " ";
    }

    EXPECT_THAT(refusal(folder, fields), AllOf(HasSubstr("321"), HasSubstr("320")));
}

TEST(Clang, IsAskedForWhereThereIsNeitherItNorAnObject) {
    const VethPair veth;
    if (std::filesystem::exists(kPackaged)) GTEST_SKIP() << "xdpflow is installed here, with objects of its own";
    const ScratchFolder cache;

    const Answer answer =
        refused(veth, {"--fields", kLiveFields}, {.environment = {"PATH=/nonexistent", "CACHE_DIRECTORY=" + cache.path()}});

    EXPECT_NE(answer.code, 0);
    EXPECT_EQ(answer.errors, "xdpflow: clang is needed to compile these fields: apt-get install clang\n");
    EXPECT_EQ(veth.program(), 0U);
}

TEST(Clang, IsNotNeededWhereTheObjectIsThere) {
    VethPair veth;
    { Probe warm(veth); }  // the object is there from now on, if it was not
    ASSERT_TRUE(eventually([&] { return veth.program() == 0; }));

    Process process({.arguments = {xdpflow(), "run", "-i", "vb0", "--control", "off", "--fields", kLiveFields},
                     .network = veth.receiver.descriptor(),
                     .environment = {"PATH=/nonexistent"}});

    EXPECT_TRUE(process.says("metering")) << process.errors();
}

}  // namespace
}  // namespace support
