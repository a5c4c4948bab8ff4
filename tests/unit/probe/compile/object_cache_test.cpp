// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "probe/compile/object_cache.hpp"
#include "tests/support/scratch.hpp"

namespace probe {

namespace {

using support::Scratch;

constexpr const char* kText = "/* xdpflow: IN_PKTS */\nint xdpflow(void *context) { return 2; }\n";

std::vector<std::string> endings(const std::filesystem::path& folder) {
    std::vector<std::string> result;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename();
        result.push_back(name.substr(name.find('.')));
    }
    std::sort(result.begin(), result.end());
    return result;
}

std::filesystem::path object_in(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().string().ends_with(".bpf.o")) return entry.path();
    return {};
}

// A folder that holds the object of kText.
void fill(const Scratch& folder) {
    const auto object = ObjectCache({folder.path()}).object(kText, Machine::bpf);
    ASSERT_TRUE(object) << object.error().text();
}

}  // namespace

TEST(ObjectCache, KeepsObjectAndText) {
    const Scratch folder;

    fill(folder);

    EXPECT_EQ(endings(folder.path()), (std::vector<std::string>{".bpf.o", ".c"}));
}

TEST(ObjectCache, MakesItsFolder) {
    const Scratch folder;

    ASSERT_TRUE(ObjectCache({folder / "new/one"}).object(kText, Machine::bpf));

    EXPECT_EQ(endings(folder / "new/one").size(), 2U);
}

TEST(ObjectCache, HasWhatIsThereWithoutACompiler) {
    const Scratch folder;
    fill(folder);

    const auto object = ObjectCache({folder.path()}, std::nullopt).object(kText, Machine::bpf);

    ASSERT_TRUE(object) << object.error().text();
    EXPECT_EQ(object->substr(0, 4), "\x7f"
                                    "ELF");
}

TEST(ObjectCache, TakesWhatIsThereForTrue) {
    const Scratch folder;
    fill(folder);
    folder.write(object_in(folder.path()).filename(), "kept");

    EXPECT_EQ(*ObjectCache({folder.path()}).object(kText, Machine::bpf), "kept");
}

TEST(ObjectCache, LooksInEveryFolderAndWritesToTheLast) {
    const Scratch packaged, own;
    fill(packaged);
    const ObjectCache cache({packaged.path(), own.path()});

    ASSERT_TRUE(cache.object(kText, Machine::bpf));
    EXPECT_EQ(endings(own.path()).size(), 0U);
    ASSERT_TRUE(cache.object(std::string(kText) + "/* other */\n", Machine::bpf));
    EXPECT_EQ(endings(own.path()).size(), 2U);
}

TEST(ObjectCache, TellsTextsAndMachinesApart) {
    const Scratch folder;
    fill(folder);
    const ObjectCache cache({folder.path()}, std::nullopt);

    EXPECT_FALSE(cache.object(std::string(kText) + " ", Machine::bpf));
    EXPECT_FALSE(cache.object(kText, Machine::native));
}

TEST(ObjectCache, NamesThePackageAndWhatWorksWithoutIt) {
    const Scratch folder;
    fill(folder);

    EXPECT_EQ(ObjectCache({folder.path()}, std::nullopt).object("other", Machine::bpf).error().text(),
              "clang is needed to compile these fields: apt-get install clang; these work without it: IN_PKTS");
    EXPECT_EQ(ObjectCache({folder / "none"}, std::nullopt).object("other", Machine::bpf).error().text(),
              "clang is needed to compile these fields: apt-get install clang");
}

TEST(ObjectCache, RefusesObjectsThatOthersCanWrite) {
    const Scratch folder;
    fill(folder);
    ::chmod(object_in(folder.path()).c_str(), 0666);

    const auto object = ObjectCache({folder.path()}, std::nullopt).object(kText, Machine::bpf);

    ASSERT_FALSE(object);
    EXPECT_NE(object.error().text().find("can be written by others"), std::string::npos) << object.error().text();
}

TEST(ObjectCache, RefusesFoldersThatOthersCanWrite) {
    const Scratch folder;
    fill(folder);
    ::chmod(folder.path().c_str(), 0777);

    EXPECT_FALSE(ObjectCache({folder.path()}, std::nullopt).object(kText, Machine::bpf));
}

TEST(ObjectCache, KeepsNothingInFoldersThatOthersCanWrite) {
    const Scratch folder;
    ::chmod(folder.path().c_str(), 0777);

    ASSERT_TRUE(ObjectCache({folder.path()}).object(kText, Machine::bpf));

    EXPECT_EQ(endings(folder.path()).size(), 0U);
}

TEST(ObjectCache, CompilesAgainWhereAnObjectIsNotTrusted) {
    const Scratch folder;
    fill(folder);
    folder.write(object_in(folder.path()).filename(), "planted");
    ::chmod(object_in(folder.path()).c_str(), 0666);

    EXPECT_EQ(ObjectCache({folder.path()}).object(kText, Machine::bpf)->substr(0, 4), "\x7f"
                                                                                      "ELF");
}

TEST(ObjectCache, NeedsNoFolderThatCanBeWrittenTo) {
    EXPECT_TRUE(ObjectCache({"/proc/nonexistent"}).object(kText, Machine::bpf));
    EXPECT_TRUE(ObjectCache(std::vector<std::filesystem::path>{}).object(kText, Machine::bpf));
}

TEST(ObjectCache, KeepsNoObjectOfATextWithErrors) {
    const Scratch folder;

    EXPECT_FALSE(ObjectCache({folder.path()}).object("int a = b;\n", Machine::bpf));

    EXPECT_EQ(endings(folder.path()).size(), 0U);
}

TEST(ObjectCache, HasAQuickObjectThatIsNotKept) {
    const Scratch folder;

    const auto object = ObjectCache({folder.path()}).quick_object(kText);

    ASSERT_TRUE(object) << object.error().text();
    EXPECT_TRUE(object->is_quick);
    EXPECT_EQ(object->octets.substr(0, 4), "\x7f"
                                           "ELF");
    EXPECT_EQ(endings(folder.path()).size(), 0U);
}

TEST(ObjectCache, HasNoQuickObjectWhereThereIsABetterOne) {
    const Scratch folder;
    fill(folder);

    const auto object = ObjectCache({folder.path()}).quick_object(kText);

    ASSERT_TRUE(object) << object.error().text();
    EXPECT_FALSE(object->is_quick);
}

TEST(ObjectCache, HasNoQuickObjectWithoutACompiler) {
    const Scratch folder;
    fill(folder);

    EXPECT_FALSE(ObjectCache({folder.path()}, std::nullopt).quick_object(kText)->is_quick);
    EXPECT_FALSE(ObjectCache({folder.path()}, std::nullopt).quick_object("other"));
}

}  // namespace probe
