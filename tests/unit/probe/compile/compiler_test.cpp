// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "probe/compile/compiler.hpp"
#include "tests/support/scratch.hpp"

namespace probe {

namespace {

// The search path for the time of one test.
class Path {
 public:
    explicit Path(const std::string& path) : before_(std::getenv("PATH")) { ::setenv("PATH", path.c_str(), 1); }
    Path(const Path&) = delete;
    Path& operator=(const Path&) = delete;
    ~Path() { ::setenv("PATH", before_.c_str(), 1); }

 private:
    std::string before_;
};

Result<std::string> compiled(const std::string& text, Machine machine = Machine::bpf) {
    const auto compiler = Compiler::find();
    return compiler ? compiler->compile(text, machine) : Result<std::string>(fail("no clang"));
}

// Of this thread.
std::vector<pid_t> children() {
    std::ifstream file("/proc/thread-self/children");
    return {std::istream_iterator<pid_t>(file), {}};
}

}  // namespace

TEST(Compiler, MakesAnObjectForEitherMachine) {
    const auto bpf = compiled("int xdpflow(void *context) { return 2; }\n", Machine::bpf);
    const auto native = compiled("int xdpflow(void *context) { return 2; }\n", Machine::native);

    ASSERT_TRUE(bpf) << bpf.error().text();
    ASSERT_TRUE(native) << native.error().text();
    EXPECT_EQ(bpf->substr(0, 4), "\x7f"
                                 "ELF");
    EXPECT_EQ((*bpf)[18], '\xf7');     // e_machine: EM_BPF, 247
    EXPECT_EQ((*bpf)[16], '\x01');     // e_type: relocatable
    EXPECT_EQ((*native)[16], '\x03');  // e_type: shared
}

TEST(Compiler, SaysWhereAndWhyAnErrorIs) {
    const auto object = compiled("int a;\nint b = unknown;\n");

    ASSERT_FALSE(object);
    EXPECT_EQ(object.error().text(), "the composed program:2:9: use of undeclared identifier 'unknown'");
}

TEST(Compiler, ThatIsReadyMakesTheSame) {
    const auto compiler = Compiler::find();
    ASSERT_TRUE(compiler);
    const std::string text = "int xdpflow(void *context) { return 2; }\n";
    compiler->make_ready();  // nothing was compiled yet
    EXPECT_EQ(children().size(), 0U);
    const auto first = compiler->compile_quickly(text);
    compiler->make_ready();
    EXPECT_EQ(children().size(), 1U);
    compiler->make_ready();
    EXPECT_EQ(children().size(), 1U);

    const auto second = compiler->compile_quickly(text);

    ASSERT_TRUE(first && second) << (first ? second : first).error().text();
    EXPECT_EQ(*second, *first);
    EXPECT_LE(children().size(), 1U);  // nobody waited for its end
}

TEST(Compiler, ThatIsReadySaysWhereAnErrorIs) {
    const auto compiler = Compiler::find();
    ASSERT_TRUE(compiler);
    (void)compiler->compile_quickly("int a;\n");
    compiler->make_ready();

    EXPECT_EQ(compiler->compile_quickly("int a;\nint b = unknown;\n").error().text(),
              "the composed program:2:9: use of undeclared identifier 'unknown'");
}

TEST(Compiler, DoesWithoutOneThatWasReadyAndIsGone) {
    const auto compiler = Compiler::find();
    ASSERT_TRUE(compiler);
    (void)compiler->compile_quickly("int a;\n");
    compiler->make_ready();
    ASSERT_EQ(children().size(), 1U);
    const pid_t gone = children().front();
    ::kill(gone, SIGKILL);
    siginfo_t how{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(gone), &how, WEXITED | WNOWAIT), 0);

    EXPECT_TRUE(compiler->compile_quickly("int a;\n"));
}

TEST(Compiler, TakesTheOneThatWasReadyWithIt) {
    {
        const auto compiler = Compiler::find();
        ASSERT_TRUE(compiler);
        (void)compiler->compile_quickly("int a;\n");
        compiler->make_ready();
        EXPECT_EQ(children().size(), 1U);
    }
    EXPECT_EQ(children().size(), 0U);
}

TEST(Compiler, ReadsNoHeaders) { EXPECT_EQ(compiled("#include <stdio.h>\n").error().line, 1); }

TEST(Compiler, HasOneIdentityForEachMachine) {
    const auto compiler = Compiler::find();
    ASSERT_TRUE(compiler);

    EXPECT_EQ(compiler->identity(Machine::bpf), compiler->identity(Machine::bpf));
    EXPECT_NE(compiler->identity(Machine::bpf), compiler->identity(Machine::native));
    EXPECT_NE(compiler->identity(Machine::bpf).find("-mcpu=v3"), std::string::npos);
}

TEST(Compiler, IsNotFoundWhereThereIsNone) {
    const support::Scratch folder;
    const Path path(folder.path().string());

    EXPECT_FALSE(Compiler::find());
}

TEST(Compiler, IsNotFoundInRelativeFolders) {
    const support::Scratch folder;
    folder.write("clang", "");
    const Path path(":.:relative");
    std::filesystem::current_path(folder.path());

    EXPECT_FALSE(Compiler::find());

    std::filesystem::current_path("/");
}

TEST(Compiler, ChangesItsIdentityWithItsProgram) {
    const support::Scratch folder;
    const Path path(folder.path().string());
    folder.write("clang", "one");
    const std::string one = Compiler::find()->identity(Machine::bpf);

    folder.write("clang", "other");

    EXPECT_NE(Compiler::find()->identity(Machine::bpf), one);
}

}  // namespace probe
