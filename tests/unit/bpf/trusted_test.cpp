// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bpf/trusted.hpp"
#include "tests/support/scratch.hpp"

namespace bpf {

static std::string complaint(const std::filesystem::path& path) {
    const auto trusted = require_trusted(path);
    return trusted ? "none" : trusted.error().text();
}

TEST(Trusted, IsWhatThisUserAloneCanWrite) {
    const support::Scratch folder;
    const auto file = folder.write("a.h", "");

    EXPECT_EQ(complaint(folder.path()), "none");
    EXPECT_EQ(complaint(file), "none");
    EXPECT_EQ(complaint("/"), "none");
}

TEST(Trusted, IsNotWhatAGroupOrOthersCanWrite) {
    const support::Scratch folder;
    const auto file = folder.write("a.h", "");
    for (const mode_t mode : {0664U, 0646U, 0666U}) {
        ::chmod(file.c_str(), mode);
        EXPECT_EQ(complaint(file),
                  file.string() + " can be written by others: code is not loaded from there; run: chmod go-w " + file.string());
    }
}

TEST(Trusted, IsNotWhatLiesInAFolderThatOthersCanWrite) {
    const support::Scratch folder;
    const auto file = folder.write("a.h", "");
    ::chmod(folder.path().c_str(), 0770);

    EXPECT_NE(complaint(file).find(folder.path().string() + " can be written by others"), std::string::npos) << complaint(file);
}

TEST(Trusted, MayLieBelowAStickyFolderButNotBeOne) {
    const support::Scratch folder;
    ::mkdir((folder / "below").c_str(), 0755);
    ::chmod(folder.path().c_str(), 01777);

    EXPECT_EQ(complaint(folder / "below"), "none");
    EXPECT_NE(complaint(folder.path()), "none");
}

TEST(Trusted, IsNotASymbolicLink) {
    const support::Scratch folder;
    folder.write("a.h", "");
    ::symlink("a.h", (folder / "link.h").c_str());

    EXPECT_EQ(complaint(folder / "link.h"),
              (folder / "link.h").string() + " is a symbolic link: code is not loaded through links; name its target");
}

TEST(Trusted, IsJudgedByWhereAFolderReallyIs) {
    const support::Scratch folder;
    ::mkdir((folder / "open").c_str(), 0755);
    ::chmod((folder / "open").c_str(), 0777);
    std::filesystem::create_directory(folder / "open/closed");
    ::symlink((folder / "open/closed").c_str(), (folder / "way").c_str());
    folder.write("open/closed/a.h", "");

    EXPECT_NE(complaint(folder / "way/a.h").find("open can be written by others"), std::string::npos)
        << complaint(folder / "way/a.h");
}

TEST(Trusted, IsNotWhatAnotherUserOwns) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
    const support::Scratch folder;
    const auto file = folder.write("a.h", "");
    ASSERT_EQ(::chown(file.c_str(), 65534, 65534), 0);

    EXPECT_EQ(complaint(file), file.string() + " belongs to another user: code is loaded only from folders of root or your own");
}

TEST(Trusted, IsNothingThatIsNotThere) {
    const support::Scratch folder;

    EXPECT_EQ(complaint(folder / "no.h"), (folder / "no.h").string() + ": No such file or directory");
    EXPECT_EQ(complaint(folder / "no/no.h"), (folder / "no/no.h").string() + ": No such file or directory");
}

}  // namespace bpf
