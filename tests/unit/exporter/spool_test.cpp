// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "exporter/record.hpp"
#include "exporter/spool.hpp"
#include "tests/support/scratch.hpp"
#include "tests/unit/exporter/full_disk.hpp"
#include "tests/unit/exporter/stream_collector.hpp"

namespace exporter {
namespace {

using ::testing::ElementsAre;
using testing::FullDisk;
using ::testing::HasSubstr;
using testing::numbered;
using testing::template_message;

// 216 octets of the file for each message of 200.
class SpoolTest : public ::testing::Test {
 protected:
    std::unique_ptr<Spool> open(std::uint64_t most = 1U << 20, std::uint64_t segment = 1'000) {
        auto spool = Spool::open({folder_.path().string(), most, segment}, troubles_);
        EXPECT_TRUE(spool) << spool.error().text();
        return spool ? std::move(*spool) : nullptr;
    }
    static void append(Spool& spool, std::uint32_t from, std::uint32_t to) {
        for (std::uint32_t i = from; i < to; ++i) EXPECT_TRUE(spool.append(numbered(i, 200, 3)));
    }
    static std::uint32_t number_of(const SharedMessage& message) {
        return static_cast<std::uint32_t>(load_big_endian(message->octets.data() + 20, 4));
    }
    // All that is there.
    static std::vector<std::uint32_t> read(Spool& spool) {
        std::vector<std::uint32_t> numbers;
        for (; const Spool::Stored* front = spool.front(); spool.pop()) numbers.push_back(number_of(front->message));
        return numbers;
    }
    static std::vector<std::uint32_t> row(std::uint32_t from, std::uint32_t to) {
        std::vector<std::uint32_t> numbers;
        while (from < to) numbers.push_back(from++);
        return numbers;
    }
    [[nodiscard]] std::vector<std::filesystem::path> segments() const {
        std::vector<std::filesystem::path> paths;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            if (entry.path().extension() == ".spool") paths.push_back(entry.path());
        std::sort(paths.begin(), paths.end());
        return paths;
    }
    static void flip(const std::filesystem::path& path, std::streamoff at) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(at);
        const int octet = file.get();
        file.seekp(at);
        file.put(static_cast<char>(octet ^ 1));
    }

    support::Scratch folder_;
    std::vector<std::string> troubles_;
};

TEST_F(SpoolTest, GivesBackInOrderWhatItWasGiven) {
    const auto spool = open();
    append(*spool, 0, 20);
    EXPECT_EQ(spool->waiting(), 20U);
    EXPECT_EQ(read(*spool), row(0, 20));
    EXPECT_EQ(spool->waiting(), 0U);
    append(*spool, 20, 22);
    EXPECT_EQ(read(*spool), row(20, 22));
}

TEST_F(SpoolTest, KeepsOctetsRecordsAndTemplates) {
    const auto spool = open();
    EXPECT_TRUE(spool->append(template_message(7)));
    EXPECT_TRUE(spool->append(numbered(1, 200, 3)));
    const Spool::Stored* front = spool->front();
    ASSERT_NE(front, nullptr);
    EXPECT_EQ(front->message->octets, numbered(1, 200, 3)->octets);
    EXPECT_EQ(front->message->records, 3U);
    ASSERT_EQ(spool->templates().size(), 1U);
    EXPECT_EQ(spool->templates()[0]->octets, template_message(7)->octets);
}

TEST_F(SpoolTest, OutlivesItsProcess) {
    append(*open(), 0, 10);
    const auto second = open();
    append(*second, 10, 15);
    EXPECT_EQ(second->waiting(), 15U);
    EXPECT_EQ(read(*second), row(0, 15));
    EXPECT_THAT(troubles_, ElementsAre());
}

TEST_F(SpoolTest, EverySegmentBeginsWithTheTemplatesInForce) {
    const auto spool = open();
    EXPECT_TRUE(spool->append(template_message(1)));
    EXPECT_TRUE(spool->append(template_message(2, Message::Kind::more_templates)));
    append(*spool, 0, 12);
    spool->remove_before({3, 0});
    spool->rewind({3, 0});
    ASSERT_NE(spool->front(), nullptr);
    ASSERT_EQ(spool->templates().size(), 2U);
    EXPECT_EQ(number_of(spool->templates()[1]), 2U);
}

TEST_F(SpoolTest, AfterARestartOldDataHasItsOldTemplates) {
    {
        const auto spool = open();
        EXPECT_TRUE(spool->append(template_message(1)));
        append(*spool, 0, 1);
    }
    const auto spool = open();
    EXPECT_TRUE(spool->append(template_message(2)));
    append(*spool, 1, 2);
    ASSERT_NE(spool->front(), nullptr);
    EXPECT_EQ(number_of(spool->templates().at(0)), 1U);
    spool->pop();
    ASSERT_NE(spool->front(), nullptr);
    EXPECT_EQ(number_of(spool->templates().at(0)), 2U);
    EXPECT_EQ(spool->templates().size(), 1U);
}

TEST_F(SpoolTest, RewindsToAnyPlaceThatWasRead) {
    const auto spool = open();
    EXPECT_TRUE(spool->append(template_message(1)));
    append(*spool, 0, 20);
    Place sixth;
    for (int i = 0; i < 20; ++i, spool->pop())
        if (const auto* front = spool->front(); front && i == 6) sixth = front->place;
    spool->rewind(sixth);
    EXPECT_EQ(read(*spool), row(6, 20));
    EXPECT_EQ(number_of(spool->templates().at(0)), 1U);
}

TEST_F(SpoolTest, RemovesWhatIsNoLongerNeeded) {
    const auto spool = open();
    append(*spool, 0, 20);
    EXPECT_EQ(segments().size(), 5U);
    read(*spool);
    spool->remove_before({3, 0});
    EXPECT_EQ(segments().size(), 3U);
    spool->remove_before(spool->reader());
    EXPECT_EQ(segments().size(), 0U);
    append(*spool, 20, 22);
    EXPECT_EQ(read(*spool), row(20, 22));
}

TEST_F(SpoolTest, GivesUpItsOldestSegmentAndCountsIt) {
    const auto spool = open(4'000);
    append(*spool, 0, 30);
    const Amount lost = spool->take_given_up();
    EXPECT_EQ(lost.records, 3 * lost.messages);
    EXPECT_EQ(read(*spool), row(static_cast<std::uint32_t>(lost.messages), 30));
    std::uintmax_t octets = 0;
    for (const auto& path : segments()) octets += std::filesystem::file_size(path);
    EXPECT_LE(octets, 4'000U);
    EXPECT_GT(octets, 2'500U);
}

TEST_F(SpoolTest, OfASegmentThatIsGivenUpOnlyTheUnreadIsCounted) {
    const auto spool = open(2'000);
    append(*spool, 0, 4);
    for (int i = 0; i < 3 && spool->front(); ++i) spool->pop();
    append(*spool, 4, 12);
    EXPECT_EQ(spool->take_given_up().messages + read(*spool).size(), 9U);
}

TEST_F(SpoolTest, LeavesATornEndOutAndSaysSo) {
    append(*open(), 0, 4);
    std::filesystem::resize_file(segments()[0], std::filesystem::file_size(segments()[0]) - 5);
    EXPECT_EQ(read(*open()), row(0, 3));
    ASSERT_EQ(troubles_.size(), 1U);
    EXPECT_THAT(troubles_[0], HasSubstr("the last 211 octets are not whole messages"));
}

TEST_F(SpoolTest, EveryLengthOfATornFileIsRead) {
    append(*open(), 0, 3);
    const auto path = segments()[0];
    for (std::uintmax_t size = std::filesystem::file_size(path); size-- > SpoolSegment::kBegin;) {
        std::filesystem::resize_file(path, size);
        const auto segment = SpoolSegment::open(path.string(), 1);
        ASSERT_TRUE(segment);
        EXPECT_EQ(segment->messages(), (size - 16) / 216);
    }
}

TEST_F(SpoolTest, DamageIsNoticed) {
    append(*open(), 0, 4);
    flip(segments()[0], 16 + 216 + 100);
    EXPECT_EQ(read(*open()), row(0, 1));
    EXPECT_EQ(troubles_.size(), 1U);
}

TEST_F(SpoolTest, DamageWhileItRunsIsCounted) {
    const auto spool = open();
    append(*spool, 0, 6);
    flip(segments()[0], 16 + 216 + 100);
    EXPECT_EQ(read(*spool), (std::vector<std::uint32_t>{0, 4, 5}));
    EXPECT_EQ(spool->take_given_up().records, 9U);
}

TEST_F(SpoolTest, GoesOnWhereItWasWhenTheDiskHasRoomAgain) {
    const auto spool = open();
    EXPECT_TRUE(spool->append(template_message(1)));
    append(*spool, 1, 3);
    {
        const FullDisk disk(std::filesystem::file_size(segments().back()) + 100);
        const auto refused = spool->append(numbered(3));
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error().message, HasSubstr("cannot write " + segments().back().string()));
    }
    append(*spool, 4, 6);
    EXPECT_EQ(read(*spool), (std::vector<std::uint32_t>{1, 2, 4, 5}));
}

TEST_F(SpoolTest, TemplatesThatADiskHadNoRoomForAreWrittenBeforeTheDataThatNeedsThem) {
    const auto spool = open();
    EXPECT_TRUE(spool->append(template_message(1)));
    append(*spool, 1, 2);
    {
        const FullDisk disk(std::filesystem::file_size(segments().back()));
        EXPECT_FALSE(spool->append(template_message(2)));
    }
    append(*spool, 2, 3);
    EXPECT_EQ(number_of(spool->front()->message), 1U);
    EXPECT_EQ(number_of(spool->templates().at(0)), 1U);
    spool->pop();
    EXPECT_EQ(number_of(spool->front()->message), 2U);
    EXPECT_EQ(number_of(spool->templates().at(0)), 2U);
}

TEST_F(SpoolTest, LeavesFilesOfOthersAlone) {
    folder_.write("0000000000000001.spool", "something else altogether");
    folder_.write("README", "mine");
    append(*open(), 0, 2);
    EXPECT_THAT(troubles_, ElementsAre(HasSubstr("is not part of a spool of xdpflow")));
    EXPECT_EQ(read(*open()), row(0, 2));
    EXPECT_TRUE(std::filesystem::exists(folder_ / "0000000000000001.spool"));
}

TEST_F(SpoolTest, HasOneUser) {
    const auto first = open();
    const auto second = Spool::open({folder_.path().string(), 1U << 20, 1'000}, troubles_);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().message, HasSubstr("uses it"));
}

TEST_F(SpoolTest, SaysWhichFolderCannotBeUsed) {
    const auto spool = Spool::open({(folder_ / "no/such").string(), 1U << 20, 1'000}, troubles_);
    ASSERT_FALSE(spool);
    EXPECT_THAT(spool.error().message, HasSubstr("/no/such\" of parameter spool: No such file or directory"));
}

}  // namespace
}  // namespace exporter
