// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>

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
