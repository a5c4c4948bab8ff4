// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <vector>

#include "probe/compile/child.hpp"

namespace probe {

namespace {

Result<ChildResult> run(const std::string& script, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    const auto scratch = ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    ChildRequest request;
    request.command = {"/bin/sh", "-c", script};
    request.folder = scratch->path();
    request.time_limit = limit;
    return run_child(request, "typed\n");
}

// What the script printed to its standard error.
std::string said(const std::string& script) {
    const auto result = run(script);
    return result ? result->complaints : result.error().text();
}

}  // namespace

TEST(Child, GivesItsExitCodeAndComplaints) {
    const auto result = run("echo unheard; echo wrong >&2; exit 3");

    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->exit_code, 3);
    EXPECT_EQ(result->complaints, "wrong\n");
}

TEST(Child, ReadsItsInput) { EXPECT_EQ(said("cat >&2"), "typed\n"); }

TEST(Child, RunsAsNobodyWhenRootStartsItElseAsItsUser) {
    const std::string user = std::to_string(::geteuid() == 0 ? 65534 : ::geteuid());

    EXPECT_EQ(said("id -u >&2"), user + "\n");
}

TEST(Child, HasNoGroupOfRoot) {
    if (::geteuid() != 0) return;  // a user's groups stay as they are
    EXPECT_EQ(said("id -g >&2; id -G >&2"), "65534\n65534\n");
}

TEST(Child, HasNoCapabilitiesAndCannotGainAny) {
    const std::string facts = said("grep -E '^(CapEff|CapPrm|NoNewPrivs)' /proc/self/status >&2");

    EXPECT_NE(facts.find("NoNewPrivs:\t1"), std::string::npos) << facts;
    EXPECT_NE(facts.find("CapEff:\t0000000000000000"), std::string::npos) << facts;
    EXPECT_NE(facts.find("CapPrm:\t0000000000000000"), std::string::npos) << facts;
}

TEST(Child, HasThreeOpenFiles) {
    const int open = ::dup(1);

    EXPECT_EQ(said("for f in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$f ] && echo $f >&2; done; true"), "");

    ::close(open);
}

TEST(Child, HasAnEmptyEnvironment) {
    ::setenv("SECRET", "value", 1);

    EXPECT_EQ(said("env | grep -vE '^(TMPDIR|PWD|OLDPWD|_|SHLVL)=' | sort >&2"), "LC_ALL=C\nPATH=/usr/bin:/bin\n");

    ::unsetenv("SECRET");
}

TEST(Child, WorksInItsFolder) { EXPECT_EQ(said("[ \"$TMPDIR\" = \"$PWD\" ] && touch here && ls >&2"), "here\n"); }

TEST(Child, WritesFilesThatItsStarterCanRead) {
    const mode_t before = ::umask(0077);

    EXPECT_EQ(said("touch here && stat -c %a here >&2"), "644\n");

    ::umask(before);
}

TEST(Child, IsStoppedWhenItsTimeIsOver) {
    const auto begin = std::chrono::steady_clock::now();

    const auto result = run("while :; do :; done", std::chrono::milliseconds(50));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().text(), "/bin/sh took longer than 50 ms and was stopped");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

namespace {

// A child that gives a file the name that is waited for, and then does not end.
Result<ChildResult> run_until_named(const ScratchFolder& scratch) {
    ChildRequest request;
    request.command = {"/bin/sh", "-c", "cat > part; mv part other; echo done > part; mv part whole; exec tail -f /dev/null"};
    request.folder = scratch.path();
    request.time_limit = std::chrono::seconds(10);
    auto child = Child::start(request);
    return child ? child->finish("typed\n", "whole") : tl::unexpected(child.error());
}

}  // namespace

TEST(Child, IsLeftToItselfWhenAFileHasItsName) {
    const auto scratch = ScratchFolder::make();
    ASSERT_TRUE(scratch) << scratch.error().text();

    const auto result = run_until_named(*scratch);

    ASSERT_TRUE(result) << result.error().text();
    EXPECT_EQ(result->exit_code, 0);
    EXPECT_TRUE(std::filesystem::exists(scratch->path() / "whole"));
}

TEST(Child, IsWaitedForWhereNobodyCanSeeNamesOfFiles) {
    const auto scratch = ScratchFolder::make();
    ASSERT_TRUE(scratch) << scratch.error().text();
    std::vector<UniqueFd> all;  // what the kernel gives to one user
    for (int one = 0; (one = ::inotify_init1(IN_CLOEXEC)) >= 0;) all.emplace_back(one);
    ChildRequest request;
    request.command = {"/bin/sh", "-c", "touch part; mv part whole; exit 3"};
    request.folder = scratch->path();
    auto child = Child::start(request);
    all.clear();
    ASSERT_TRUE(child) << child.error().text();

    EXPECT_EQ(child->finish("", "whole")->exit_code, 3);
}

TEST(Child, HasLittleMemory) {
    ChildRequest request;
    request.command = {"/bin/sh", "-c", "ulimit -v >&2"};
    request.folder = "/";
    request.memory_limit = std::size_t{64} << 20;

    EXPECT_EQ(run_child(request)->complaints, "65536\n");
}

TEST(Child, IsReportedWhenASignalEndsIt) { EXPECT_EQ(said("echo why >&2; kill -9 $$"), "/bin/sh was ended by signal 9: why\n"); }

TEST(Child, IsReportedWhenItCannotBeRun) {
    ChildRequest request;
    request.command = {"/nonexistent/compiler"};
    request.folder = "/";

    EXPECT_EQ(run_child(request).error().text(), "/nonexistent/compiler cannot be run");
}

TEST(ScratchFolder, BelongsToItsMakerAndIsOpenToNobodyElseButTheChild) {
    const auto scratch = ScratchFolder::make();
    ASSERT_TRUE(scratch) << scratch.error().text();
    struct stat facts {};
    ASSERT_EQ(::stat(scratch->path().c_str(), &facts), 0);

    EXPECT_EQ(facts.st_uid, ::geteuid());
    EXPECT_EQ(facts.st_mode & 07777, ::geteuid() == 0 ? 0770U : 0700U);
    if (::geteuid() == 0) {
        EXPECT_EQ(facts.st_gid, 65534U);
    }
}

TEST(ScratchFolder, IsGoneAfterUse) {
    std::filesystem::path path;
    {
        const auto scratch = ScratchFolder::make();
        ASSERT_TRUE(scratch) << scratch.error().text();
        path = scratch->path();
        EXPECT_TRUE(std::filesystem::is_directory(path));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace probe
