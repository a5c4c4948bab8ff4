// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <type_traits>

#include "probe/offline/capture_reader.hpp"
#include "tests/unit/probe/offline/capture_bytes.hpp"

namespace {

using probe::CaptureReader;
using probe::test::CaptureBytes;
using probe::test::Order;
using probe::test::Outcome;
using probe::test::read_all;
using probe::test::Seen;

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;
constexpr std::uint32_t kNanoseconds = 0xa1b23c4d;
constexpr std::uint32_t kPatched = 0xa1b2cd34;

static_assert(std::is_nothrow_move_constructible_v<CaptureReader> && !std::is_copy_constructible_v<CaptureReader>);

TEST(CaptureReader, ReadsMicrosecondsInBothByteOrders) {
    for (const Order order : {Order::little, Order::big}) {
        CaptureBytes capture(order);
        capture.pcap_header(kMicroseconds).pcap_record(1700000000, 123456, 60, 7).pcap_record(1700000001, 999999, 14, 8);

        const Outcome outcome = read_all(capture);

        EXPECT_EQ(outcome.error, "");
        EXPECT_EQ(outcome.frames, (std::vector<Seen>{{1700000000123456000, 61, 0, 60, 7}, {1700000001999999000, 15, 0, 14, 8}}));
    }
}

TEST(CaptureReader, ReadsNanosecondsInBothByteOrders) {
    for (const Order order : {Order::little, Order::big}) {
        CaptureBytes capture(order);
        capture.pcap_header(kNanoseconds).pcap_record(1700000000, 123456789, 60, 7);

        const Outcome outcome = read_all(capture);

        EXPECT_EQ(outcome.error, "");
        EXPECT_EQ(outcome.frames, (std::vector<Seen>{{1700000000123456789, 61, 0, 60, 7}}));
    }
}

TEST(CaptureReader, ReadsTheLongerRecordsOfPatchedLibpcaps) {
    CaptureBytes capture;
    capture.pcap_header(kPatched).u32(5).u32(6).u32(14).u32(60).u64(0x1122334455667788).fill(14, 9);

    const Outcome outcome = read_all(capture);

    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames, (std::vector<Seen>{{5000006000, 60, 0, 14, 9}}));
}

TEST(CaptureReader, ReadsTheSwappedLengthsOfOldVersions) {
    CaptureBytes capture;
    capture.u32(kMicroseconds).u16(2).u16(1).u64(0).u32(0).u32(1);
    capture.u32(1).u32(0).u32(1500).u32(68).fill(68, 5).u32(2).u32(0).u32(60).u32(60).fill(60, 6);

    const Outcome outcome = read_all(capture);

    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames, (std::vector<Seen>{{1000000000, 1500, 0, 68, 5}, {2000000000, 60, 0, 60, 6}}));
}

TEST(CaptureReader, TakesSecondsBeyond2038) {
    CaptureBytes capture;
    capture.pcap_header(kMicroseconds).pcap_record(4294967295, 4294967295, 14, 1);

    EXPECT_EQ(read_all(capture).frames.at(0).time_ns, 4294971589967295000U);
}

TEST(CaptureReader, TakesAHeaderAloneForAnEmptyCapture) {
    CaptureBytes capture;
    capture.pcap_header(kMicroseconds);

    const Outcome outcome = read_all(capture);

    EXPECT_EQ(outcome.error, "");
    EXPECT_TRUE(outcome.frames.empty());
}

TEST(CaptureReader, PassesFramesWithoutOctets) {
    CaptureBytes capture;
    capture.pcap_header(kMicroseconds).pcap_record(1, 0, 0, 0);

    EXPECT_EQ(read_all(capture).frames, (std::vector<Seen>{{1000000000, 1, 0, 0, -1}}));
}

TEST(CaptureReader, OverlooksTheCheckSequenceBitsOfTheLinkType) {
    CaptureBytes capture;
    capture.pcap_header(kMicroseconds, 0x24000001).pcap_record(1, 0, 60, 3);

    const Outcome outcome = read_all(capture);

    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames.size(), 1U);
}

TEST(CaptureReader, RefusesOtherLinkTypesByNumberAndName) {
    CaptureBytes cooked;
    cooked.pcap_header(kMicroseconds, 113).pcap_record(1, 0, 60, 3);
    CaptureBytes unheard_of;
    unheard_of.pcap_header(kMicroseconds, 9999);

    EXPECT_EQ(read_all(cooked).error, "memory: link type 113 (LINUX_SLL) is not supported; xdpflow reads Ethernet captures");
    EXPECT_EQ(read_all(unheard_of).error, "memory: link type 9999 is not supported; xdpflow reads Ethernet captures");
}

TEST(CaptureReader, RefusesVersionsItDoesNotKnow) {
    CaptureBytes capture;
    capture.u32(kMicroseconds).u16(3).u16(1).fill(16, 0);

    EXPECT_EQ(read_all(capture).error, "memory: pcap version 3.1 is not supported; convert the file to version 2.4");
}

TEST(CaptureReader, RefusesWhatIsNoCapture) {
    EXPECT_EQ(read_all(CaptureBytes()).error, "memory: not a pcap or pcapng capture (it is empty)");
    EXPECT_EQ(read_all(CaptureBytes().text("name,value\n")).error, "memory: not a pcap or pcapng capture");
    EXPECT_EQ(read_all(CaptureBytes().text("\n\r\r\nMerry text")).error, "memory: not a pcap or pcapng capture");
    EXPECT_EQ(read_all(CaptureBytes().text("PK\x03\x04....")).error,
              "memory: not a pcap or pcapng capture (it is a zip archive; unpack it first)");
    EXPECT_EQ(read_all(CaptureBytes().text("\x28\xb5\x2f\xfd....")).error,
              "memory: not a pcap or pcapng capture (it is packed by zstd; unpack it first: zstd -dc)");
}

TEST(CaptureReader, AcceptsTheLongestPacketAndRefusesALongerOne) {
    CaptureBytes capture;
    capture.pcap_header(kMicroseconds).pcap_record(1, 0, 262144, 3).pcap_record(2, 0, 262145, 4);

    for (const std::size_t stride : {0U, 1000U}) {
        const Outcome outcome = read_all(capture, stride);

        EXPECT_EQ(outcome.frames, (std::vector<Seen>{{1000000000, 262145, 0, 262144, 3}}));
        EXPECT_EQ(outcome.error,
                  "memory: the packet record at octet 262184 claims 262145 captured octets, more than the 262144 a packet can "
                  "have; the file is damaged there, the frames before it were read");
    }
}

TEST(CaptureReader, TellsWhereATruncatedFileEnds) {
    CaptureBytes header;
    header.pcap_header(kMicroseconds).pcap_record(1, 0, 60, 3).fill(10, 0);
    CaptureBytes packet;
    packet.pcap_header(kMicroseconds).pcap_record(1, 0, 60, 3).u32(2).u32(0).u32(100).u32(100).fill(1, 0);

    EXPECT_EQ(read_all(header).error,
              "memory: ends inside a packet record at octet 100 (10 of 16 octets are there); the frames before it were read");
    EXPECT_EQ(read_all(packet).error,
              "memory: ends inside a packet record at octet 100 (17 of 116 octets are there); the frames before it were read");
    EXPECT_EQ(read_all(packet).frames, (std::vector<Seen>{{1000000000, 61, 0, 60, 3}}));
}

TEST(CaptureReader, DeliversTheWholeFramesOfAFileCutAnywhere) {
    CaptureBytes capture;
    capture.pcap_header(kMicroseconds).pcap_record(1, 0, 20, 1).pcap_record(2, 0, 0, 2).pcap_record(3, 0, 33, 3);
    const std::vector<std::size_t> ends = {24, 60, 76, 125};

    for (std::size_t cut = 0; cut <= capture.octets().size(); ++cut) {
        const std::vector<std::byte> octets(capture.octets().begin(),
                                            capture.octets().begin() + static_cast<std::ptrdiff_t>(cut));
        for (const std::size_t stride : {0U, 7U}) {
            const Outcome outcome = read_all(CaptureReader::from_memory(octets, stride));

            const std::size_t frames = cut < 60 ? 0 : cut < 76 ? 1 : cut < 125 ? 2 : 3;
            EXPECT_EQ(outcome.frames.size(), frames) << cut;
            EXPECT_EQ(outcome.error.empty(), std::find(ends.begin(), ends.end(), cut) != ends.end()) << cut << outcome.error;
        }
    }
}

TEST(CaptureReader, StaysAtItsEndAndFailed) {
    CaptureBytes capture;
    capture.pcap_header(kMicroseconds);
    CaptureBytes broken;
    broken.append(capture).fill(3, 0);
    probe::Frame frame;

    auto ended = CaptureReader::from_memory(capture.octets());
    auto failed = CaptureReader::from_memory(broken.octets());

    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(ended->next(frame), CaptureReader::Next::end);
        EXPECT_EQ(failed->next(frame), CaptureReader::Next::failed);
    }
}

TEST(CaptureReader, GoesOnAfterBeingMoved) {
    CaptureBytes capture;
    capture.pcap_header(kMicroseconds).pcap_record(1, 0, 60, 3).pcap_record(2, 0, 60, 4);
    auto first = CaptureReader::from_memory(capture.octets(), 10);
    probe::Frame frame;
    ASSERT_EQ(first->next(frame), CaptureReader::Next::frame);

    CaptureReader second = std::move(*first);

    ASSERT_EQ(second.next(frame), CaptureReader::Next::frame);
    EXPECT_EQ(frame.time_ns, 2000000000U);
    EXPECT_EQ(second.next(frame), CaptureReader::Next::end);
}

// Captures of others, which are not part of the project: a folder of files, and of expected/FILE.jsonl whose last line
// counts the frames. A file of which all are of unsupported link types is to be refused.
TEST(CaptureReader, CountsTheFramesOfTheCorpus) {
    const char* const folder = std::getenv("XDPFLOW_CORPUS");
    if (folder == nullptr) GTEST_SKIP() << "XDPFLOW_CORPUS does not name a folder of captures";
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(folder) / "expected")) {
        const std::string name = entry.path().stem().string();
        std::ifstream expected(entry.path());
        std::string line;
        for (std::string next; std::getline(expected, next);) line = next;
        const auto summary = nlohmann::json::parse(line);

        const Outcome outcome = read_all(CaptureReader::open((std::filesystem::path(folder) / name).string()));

        ++files;
        if (summary.at("frames") > 0 && summary.at("frames") == summary.at("unsupported_linktype")) {
            EXPECT_NE(outcome.error.find("is not supported; xdpflow reads Ethernet captures"), std::string::npos) << name;
            continue;
        }
        EXPECT_EQ(outcome.error, "") << name;
        EXPECT_EQ(outcome.frames.size() + outcome.unsupported, summary.at("frames").get<std::size_t>()) << name;
        EXPECT_EQ(outcome.unsupported, summary.at("unsupported_linktype").get<std::size_t>()) << name;
    }
    std::cout << files << " captures read\n";
    EXPECT_GT(files, 0U);
}

}  // namespace
