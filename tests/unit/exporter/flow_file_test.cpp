// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "exporter/flow_file.hpp"
#include "tests/support/scratch.hpp"

namespace exporter {
namespace {

using ::testing::ElementsAre;

constexpr std::chrono::sys_seconds kNoon = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + std::chrono::hours(12);

std::span<const std::byte> octets_of(const std::string& text) { return std::as_bytes(std::span(text)); }

struct FlowFileTest : ::testing::Test {
    std::unique_ptr<FlowFile> begin() {
        auto file = FlowFile::begin(io, scratch / "flows.csv", kNoon);
        EXPECT_TRUE(file) << file.error().message;
        return std::move(*file);
    }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(scratch.path())) names.push_back(entry.path().filename());
        std::sort(names.begin(), names.end());
        return names;
    }
    [[nodiscard]] std::string text_in(const std::string& name) const {
        std::ifstream file(scratch / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    support::Scratch scratch;
    boost::asio::io_context io;
};

TEST_F(FlowFileTest, WhatWasWrittenOfAMessageThatHasNoRoomIsTakenBack) {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit{1000, before.rlim_max};
    auto file = FlowFile::append_to(io, scratch / "flows");
    ASSERT_TRUE(file);

    ::setrlimit(RLIMIT_FSIZE, &limit);
    const FlowFile::Written fits = (*file)->write(octets_of(std::string(100, 'h')), octets_of(std::string(500, 'a')));
    const FlowFile::Written cut = (*file)->write(octets_of(std::string(100, 'h')), octets_of(std::string(500, 'b')));
    ::setrlimit(RLIMIT_FSIZE, &before);
    const FlowFile::Written later = (*file)->write({}, octets_of("c"));

    EXPECT_EQ(fits.octets, 600U);
    EXPECT_EQ(fits.error, 0);
    EXPECT_EQ(cut.octets, 0U);
    EXPECT_EQ(cut.error, EFBIG);
    EXPECT_EQ(later.error, 0);
    EXPECT_EQ(text_in("flows"), std::string(100, 'h') + std::string(500, 'a') + "c");
    EXPECT_EQ((*file)->octets(), 601U);
}

TEST_F(FlowFileTest, AFileIsPartUntilItIsWhole) {
    const auto file = begin();
    EXPECT_THAT(names(), ElementsAre("flows.20261120T120000Z.csv.part"));
    EXPECT_TRUE(file->complete());
    EXPECT_THAT(names(), ElementsAre("flows.20261120T120000Z.csv"));
}

TEST_F(FlowFileTest, FilesOfOneSecondHaveNumbers) {
    const auto first = begin(), second = begin();
    EXPECT_TRUE(first->complete());
    EXPECT_TRUE(second->complete());
    EXPECT_THAT(names(), ElementsAre("flows.20261120T120000Z.csv", "flows.20261120T120000Z_1.csv"));
}

TEST_F(FlowFileTest, AFileThatCameMeanwhileIsNotOverwritten) {
    const auto file = begin();
    EXPECT_EQ(file->write({}, octets_of("ours")).error, 0);
    scratch.write("flows.20261120T120000Z.csv", "theirs");

    EXPECT_TRUE(file->complete());

    EXPECT_EQ(text_in("flows.20261120T120000Z.csv"), "theirs");
    EXPECT_EQ(text_in("flows.20261120T120000Z_1.csv"), "ours");
}

TEST_F(FlowFileTest, ADiscardedFileIsGone) {
    begin()->discard();
    EXPECT_THAT(names(), ElementsAre());
}

TEST_F(FlowFileTest, AFileThatIsClosedBeforeItIsWholeStaysPart) {
    begin().reset();
    EXPECT_THAT(names(), ElementsAre("flows.20261120T120000Z.csv.part"));
}

TEST_F(FlowFileTest, AppendingKeepsWhatIsThere) {
    scratch.write("flows", "one\ntw");
    const auto file = FlowFile::append_to(io, scratch / "flows");
    ASSERT_TRUE(file);

    EXPECT_EQ((*file)->octets(), 6U);
    EXPECT_EQ((*file)->first_line(), "one\n");
    EXPECT_TRUE((*file)->ends_within_a_line());
    EXPECT_EQ((*file)->write({}, octets_of("o\n")).error, 0);
    EXPECT_FALSE((*file)->ends_within_a_line());
    EXPECT_EQ(text_in("flows"), "one\ntwo\n");
}

TEST_F(FlowFileTest, AFolderIsRefusedWithAdvice) {
    const auto file = FlowFile::append_to(io, scratch.path());
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().message, "Is a directory; name a file in it");
}

}  // namespace
}  // namespace exporter
