// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "probe/offline/byte_source.hpp"
#include "tests/unit/probe/offline/capture_bytes.hpp"

namespace {

using probe::ByteSource;
using probe::CaptureReader;
using probe::test::CaptureBytes;
using probe::test::gzip;
using probe::test::Outcome;
using probe::test::read_all;
using probe::test::Seen;

const std::vector<Seen> kTwoFrames = {{1000000000, 61, 0, 60, 3}, {2000000000, 1401, 0, 1400, 4}};

CaptureBytes two_frames() {
    CaptureBytes capture;
    capture.pcap_header(0xa1b2c3d4).pcap_record(1, 0, 60, 3).pcap_record(2, 0, 1400, 4);
    return capture;
}

// A file that goes with the test.
class File {
 public:
    explicit File(const std::vector<std::byte>& octets) : path_(::testing::TempDir() + "xdpflow_capture_XXXXXX") {
        ::close(::mkstemp(path_.data()));
        std::ofstream(path_, std::ios::binary)
            .write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { std::filesystem::remove(path_); }
    [[nodiscard]] const std::string& path() const { return path_; }

 private:
    std::string path_;
};

TEST(ByteSource, ReadsFiles) {
    const File file(two_frames().octets());

    const Outcome outcome = read_all(CaptureReader::open(file.path()));

    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames, kTwoFrames);
}

TEST(ByteSource, ReadsFilesLongerThanItsWindow) {
    CaptureBytes capture;
    capture.pcap_header(0xa1b2c3d4);
    for (int i = 0; i < 40; ++i) capture.pcap_record(static_cast<std::uint32_t>(i), 0, 99991, i);
    const File file(capture.octets());
    const File packed(gzip(capture.octets()));

    for (const std::string& path : {file.path(), packed.path()}) {
        const Outcome outcome = read_all(CaptureReader::open(path));

        EXPECT_EQ(outcome.error, "");
        ASSERT_EQ(outcome.frames.size(), 40U);
        for (int i = 0; i < 40; ++i) {
            EXPECT_EQ(outcome.frames[static_cast<std::size_t>(i)].captured, 99991U);
            EXPECT_EQ(outcome.frames[static_cast<std::size_t>(i)].value, i);
        }
    }
}

TEST(ByteSource, ReadsStandardInput) {
    const auto octets = gzip(two_frames().octets());
    int pipe_ends[2];
    ASSERT_EQ(::pipe2(pipe_ends, O_CLOEXEC), 0);
    ASSERT_EQ(::write(pipe_ends[1], octets.data(), octets.size()), static_cast<ssize_t>(octets.size()));
    ::close(pipe_ends[1]);
    const int standard_input = ::dup(STDIN_FILENO);
    ASSERT_EQ(::dup2(pipe_ends[0], STDIN_FILENO), STDIN_FILENO);

    const Outcome outcome = read_all(CaptureReader::open("-"));
    const Outcome nothing_left = read_all(CaptureReader::open("-"));

    ::dup2(standard_input, STDIN_FILENO);
    ::close(standard_input);
    ::close(pipe_ends[0]);
    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames, kTwoFrames);
    EXPECT_EQ(nothing_left.error, "standard input: not a pcap or pcapng capture (it is empty)");
}

TEST(ByteSource, TellsWhyAFileCannotBeOpened) {
    const std::string advice = "; give a capture file, or - for standard input";

    EXPECT_EQ(read_all(CaptureReader::open("/nonexistent.pcap")).error,
              "/nonexistent.pcap: cannot be opened: No such file or directory" + advice);
    EXPECT_EQ(read_all(CaptureReader::open("/")).error, "/: cannot be read: Is a directory" + advice);
}

TEST(ByteSource, TellsThatAFileIsNotForThisUser) {
    const File file(two_frames().octets());
    std::filesystem::permissions(file.path(), std::filesystem::perms::none);
    const uid_t user = ::geteuid();
    if (user == 0 && ::seteuid(65534) != 0) GTEST_SKIP() << "root may read every file, and cannot become another user here";

    const Outcome outcome = read_all(CaptureReader::open(file.path()));

    ASSERT_EQ(::seteuid(user), 0);
    EXPECT_EQ(outcome.error, file.path() + ": cannot be opened: Permission denied; give a capture file, or - for standard input");
}

TEST(ByteSource, UnpacksGzipOfOneOrSeveralMembers) {
    const auto whole = two_frames().octets();
    const auto first = gzip({whole.begin(), whole.begin() + 50});
    const auto second = gzip({whole.begin() + 50, whole.end()});
    std::vector<std::byte> members(first);
    members.insert(members.end(), second.begin(), second.end());
    members.insert(members.end(), 512, std::byte{0});

    for (const std::size_t stride : {0U, 1U, 50U}) {
        EXPECT_EQ(read_all(CaptureReader::from_memory(gzip(whole), stride)).frames, kTwoFrames);
        const Outcome outcome = read_all(CaptureReader::from_memory(members, stride));
        EXPECT_EQ(outcome.error, "");
        EXPECT_EQ(outcome.frames, kTwoFrames);
    }
}

TEST(ByteSource, DeliversWhatCouldBeUnpackedOfDamagedGzip) {
    auto damaged = gzip(two_frames().octets());
    damaged[damaged.size() - 8] ^= std::byte{1};  // the checksum behind the data
    auto followed = gzip(two_frames().octets());
    followed.push_back(std::byte{'x'});

    const Outcome checksum = read_all(CaptureReader::from_memory(damaged));
    const Outcome garbage = read_all(CaptureReader::from_memory(followed));

    EXPECT_EQ(checksum.frames, kTwoFrames);
    EXPECT_EQ(checksum.error,
              "memory: cannot be read beyond octet 1516 of the unpacked data: its gzip data are damaged (incorrect data check)");
    EXPECT_EQ(garbage.frames, kTwoFrames);
    EXPECT_EQ(garbage.error,
              "memory: cannot be read beyond octet 1516 of the unpacked data: its gzip data are followed by other data");
}

TEST(ByteSource, RefusesGzipThatIsCutAnywhere) {
    const auto packed = gzip(two_frames().octets());

    for (std::size_t cut = 0; cut < packed.size(); ++cut) {
        const std::vector<std::byte> octets(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(cut));
        const Outcome outcome = read_all(CaptureReader::from_memory(octets));

        EXPECT_NE(outcome.error, "") << cut;
        EXPECT_EQ(outcome.error.find("its gzip data end too soon") != std::string::npos, cut >= 3) << cut << outcome.error;
    }
    const std::vector<std::byte> without_trailer(packed.begin(), packed.end() - 8);
    EXPECT_EQ(read_all(CaptureReader::from_memory(without_trailer)).frames, kTwoFrames);
}

TEST(ByteSource, GivesPiecesAsLongAsItsLimitHoweverTheyCome) {
    const std::vector<std::byte> octets(3 * ByteSource::kMaxPiece + 5, std::byte{7});
    ByteSource source = ByteSource::from_memory(octets, 4099);

    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(source.has(ByteSource::kMaxPiece));
        source.consume(ByteSource::kMaxPiece);
    }

    EXPECT_EQ(source.offset(), 3 * ByteSource::kMaxPiece);
    EXPECT_FALSE(source.has(6));
    EXPECT_EQ(source.available(), 5U);
    EXPECT_FALSE(source.failed());
}

TEST(ByteSource, SkipsWithoutKeeping) {
    const std::vector<std::byte> octets(3 * ByteSource::kMaxPiece, std::byte{7});
    ByteSource source = ByteSource::from_memory(octets, 70001);

    EXPECT_TRUE(source.skip(3 * ByteSource::kMaxPiece - 1));
    EXPECT_EQ(source.offset(), 3 * ByteSource::kMaxPiece - 1);
    EXPECT_FALSE(source.skip(2));
}

}  // namespace
