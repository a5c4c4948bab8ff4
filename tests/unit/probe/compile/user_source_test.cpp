// SPDX-License-Identifier: Apache-2.0
// Texts that want more from a compiler than it is there for. None of them may take long, tell a secret, or leave something behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "probe/compile/child.hpp"
#include "probe/compile/user_source.hpp"
#include "tests/support/scratch.hpp"

namespace probe {

namespace {

using testing::HasSubstr;

constexpr const char* kSound = R"(#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp") int sound(struct xdp_md *packet) { return XDP_PASS; }
)";

// Every folder that a compilation makes is in here.
class Temporary {
 public:
    Temporary() {
        std::filesystem::permissions(scratch_.path(), std::filesystem::perms(0755));  // the compiler is nobody
        ::setenv("TMPDIR", scratch_.path().c_str(), 1);
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        EXPECT_TRUE(std::filesystem::is_empty(scratch_.path()));
        ::unsetenv("TMPDIR");
    }

 private:
    support::Scratch scratch_;
};

std::string complaint(const std::string& text) {
    const Temporary temporary;
    const auto object = compile_user_source(text, "mine.c");
    if (object) return "compiled";
    EXPECT_EQ(object.error().text().find('\n'), std::string::npos) << object.error().text();
    return object.error().text();
}

}  // namespace

TEST(UserSource, HasTheHeadersOfTheSystem) {
    const Temporary temporary;
    const auto object = compile_user_source(kSound, "mine.c");
    ASSERT_TRUE(object) << object.error().text();
    EXPECT_EQ(object->substr(1, 3), "ELF");
}

TEST(UserSource, IsToldWhereAMistakeIs) {
    EXPECT_EQ(complaint("int a;\nint b = unknown;\n"), "mine.c:2:9: use of undeclared identifier 'unknown'");
}

TEST(UserSource, CannotIncludeFilesThatAreNoHeaders) {
    const support::Scratch scratch;
    std::filesystem::permissions(scratch.path(), std::filesystem::perms(0755));
    const auto secret = scratch.write("secret.h", "int secret_word;\n");
    std::filesystem::permissions(secret, std::filesystem::perms(0644));
    for (const std::string& file : {std::string("/etc/shadow"), std::string("/etc/passwd"), std::string("/proc/self/environ"),
                                    std::string("/dev/zero"), secret.string()}) {
        const std::string told = complaint("#include \"" + file + "\"\n");
        EXPECT_THAT(told, HasSubstr("mine.c:1:10: ")) << file;
        EXPECT_THAT(told, testing::AnyOf(HasSubstr("not found"), HasSubstr("cannot open"), HasSubstr("Permission denied")))
            << told;
    }
}

TEST(UserSource, CannotHaveAFileInItsObject) {
    const std::string told = complaint("asm(\".incbin \\\"/etc/passwd\\\"\");\n");
    EXPECT_THAT(told, HasSubstr("/etc/passwd"));
    EXPECT_THAT(told, testing::Not(HasSubstr("root:")));
}

TEST(UserSource, CannotIncludeItself) {
    // Its text comes through a socket, which is no file.
    EXPECT_THAT(complaint("#include \"/dev/stdin\"\n"), HasSubstr("mine.c:1:10: cannot open file '/dev/stdin'"));
}

TEST(UserSource, CannotGrowForEver) {
    const auto begin = std::chrono::steady_clock::now();
    std::string text = "#define A0 int x;\n";
    for (int i = 1; i < 64; i++)
        text += "#define A" + std::to_string(i) + " A" + std::to_string(i - 1) + " A" + std::to_string(i - 1) + "\n";
    const std::string told = complaint(text + "A63\n");
    EXPECT_THAT(told, HasSubstr("took longer than 10000 ms and was stopped"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(UserSource, CannotFillTheDisk) {
    const std::string told = complaint("char big[3UL << 30] = {1};\nint end = 1;\n");
    EXPECT_THAT(told, testing::AnyOf(HasSubstr("out of memory"), HasSubstr("was stopped"), HasSubstr("was ended by signal")))
        << told;
}

TEST(UserSource, CannotTalkToOthers) {
    // What the compiler may do is what the text may do: it has no way to call the system itself. So a child is asked.
    const support::Scratch scratch;
    const auto confinement = Confinement::make({"/usr", "/lib", "/lib64", "/bin"}, scratch.path());
    ASSERT_TRUE(confinement) << confinement.error().text();
    ChildRequest request;
    request.command = {"/usr/bin/python3", "-c",
                       "import socket, sys\n"
                       "for family in (socket.AF_INET, socket.AF_UNIX, socket.AF_NETLINK):\n"
                       "    try: socket.socket(family, socket.SOCK_DGRAM); sys.exit(3)\n"
                       "    except PermissionError: pass\n"
                       "try: open('/etc/passwd').read(); sys.exit(4)\n"
                       "except PermissionError: pass\n"
                       "status = open('/dev/null')\n"};
    request.folder = scratch.path();
    std::filesystem::permissions(scratch.path(), std::filesystem::perms(0755));
    request.confinement = &*confinement;
    const auto result = run_child(request);
    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->exit_code, 0) << result->complaints;
}

}  // namespace probe
