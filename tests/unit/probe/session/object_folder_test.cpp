// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <map>

#include "probe/session/object_folder.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/scratch.hpp"

namespace probe {

namespace {

using support::Scratch;
using testing::HasSubstr;

Plan plan_of(const std::vector<std::string>& fields, const bpf::Catalogue& catalogue) {
    PlanRequest request;
    request.fields = fields;
    return *make_plan(request, catalogue);
}

std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        files[entry.path().filename()] = std::string(std::istreambuf_iterator<char>(file), {});
    }
    return files;
}

}  // namespace

TEST(ObjectFolder, ServesRunAndReadWithoutACompiler) {
    const Scratch scratch;
    const auto catalogue = bpf::Catalogue::load("");
    const Plan plan = plan_of({"IN_PKTS"}, *catalogue);

    const auto filled = fill_object_folder(plan, scratch / "objects");

    ASSERT_TRUE(filled) << filled.error().text();
    const ObjectCache without_compiler({scratch / "objects"}, std::nullopt);
    for (const Hook hook : {Hook::xdp, Hook::tc})
        for (const bool ethernet : {true, false})
            EXPECT_TRUE(object_of(plan, Source::live, Machine::bpf, without_compiler, {hook, ethernet}));
    EXPECT_TRUE(object_of(plan, Source::capture, Machine::native, without_compiler));
    EXPECT_TRUE(object_of(plan, Source::capture, Machine::bpf, without_compiler));
    EXPECT_FALSE(object_of(plan_of({"IN_BYTES"}, *catalogue), Source::live, Machine::bpf, without_compiler));
}

TEST(ObjectFolder, IsTheSameWheneverItIsMade) {
    const Scratch first, second;
    const auto catalogue = bpf::Catalogue::load("");
    const Plan plan = plan_of({"IN_PKTS"}, *catalogue);

    ASSERT_TRUE(fill_object_folder(plan, first.path()));
    ASSERT_TRUE(fill_object_folder(plan, second.path()));

    EXPECT_EQ(contents(first.path()).size(), 19U);  // ten objects of nine texts
#ifndef XDPFLOW_SANITIZE  // native objects then hold a name that AddressSanitizer makes of the scratch file's
    EXPECT_TRUE(contents(first.path()) == contents(second.path()));
#endif
}

// What the package brings.
TEST(Templates, IncludeTheDefaultAndMakePrograms) {
    const auto catalogue = bpf::Catalogue::load("");
    std::vector<std::string> first_lines;
    std::ifstream list(XDPFLOW_SOURCE_DIR "/packaging/templates.txt");
    for (std::string line; std::getline(list, line);) {
        if (line.empty() || line.front() == '#') continue;
        PlanRequest request;
        request.fields = split_names(line);
        const auto plan = make_plan(request, *catalogue);
        ASSERT_TRUE(plan) << line << ": " << plan.error().text();
        first_lines.push_back(first_line(*plan));
    }

    EXPECT_THAT(first_lines, testing::Contains(first_line(plan_of(split_names(std::string(kDefaultFields)), *catalogue))));
}

TEST(ObjectFolder, ThatOthersCanWriteToIsRefused) {
    const Scratch scratch;
    const auto catalogue = bpf::Catalogue::load("");
    ASSERT_EQ(::chmod(scratch.path().c_str(), 0777), 0);

    const auto filled = fill_object_folder(plan_of({"IN_PKTS"}, *catalogue), scratch.path());

    ASSERT_FALSE(filled);
    EXPECT_THAT(filled.error().text(), HasSubstr("can be written by others"));
}

}  // namespace probe
