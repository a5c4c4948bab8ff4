// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>

#include "probe/offline/capture_reader.hpp"
#include "probe/offline/pcapng_format.hpp"
#include "tests/unit/probe/offline/capture_bytes.hpp"

namespace {

using probe::CaptureReader;
using probe::InterfaceClock;
using probe::test::CaptureBytes;
using probe::test::Order;
using probe::test::Outcome;
using probe::test::read_all;
using probe::test::Seen;

constexpr std::uint32_t kEthernet = 1;
constexpr std::uint32_t kLoopback = 0;
constexpr std::uint64_t kSomeTime = 1700000000123456;  // microseconds
constexpr std::uint64_t kSomeTimeNs = 1700000000123456000;

TEST(PcapngFormat, ReadsEnhancedPacketsInBothByteOrders) {
    for (const Order order : {Order::little, Order::big}) {
        CaptureBytes capture(order);
        capture.section().interface(kEthernet).enhanced(0, kSomeTime, 61, 5).enhanced(0, kSomeTime + 1, 14, 6);

        const Outcome outcome = read_all(capture);

        EXPECT_EQ(outcome.error, "");
        EXPECT_EQ(outcome.frames, (std::vector<Seen>{{kSomeTimeNs, 62, 0, 61, 5}, {kSomeTimeNs + 1000, 15, 0, 14, 6}}));
    }
}

TEST(PcapngFormat, NumbersInterfacesOverSectionsOfAnyByteOrder) {
    CaptureBytes capture(Order::big);
    capture.section().interface(kEthernet).interface(kLoopback).enhanced(0, kSomeTime, 60, 1).enhanced(1, kSomeTime, 60, 2);
    CaptureBytes second(Order::little);
    second.section().interface(kLoopback).interface(kEthernet).enhanced(1, kSomeTime, 60, 3).enhanced(0, kSomeTime, 60, 4);
    capture.append(second);

    const Outcome outcome = read_all(capture);

    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames, (std::vector<Seen>{{kSomeTimeNs, 61, 0, 60, 1}, {kSomeTimeNs, 61, 3, 60, 3}}));
    EXPECT_EQ(outcome.unsupported, 2U);
}

TEST(PcapngFormat, CutsSimplePacketsToTheLimitOfTheirInterface) {
    CaptureBytes capture;
    capture.section().interface(kEthernet, 20).interface(kEthernet);
    capture.block(3, CaptureBytes().u32(1500).fill(20, 1)).block(3, CaptureBytes().u32(18).fill(18, 2));
    CaptureBytes unlimited;
    unlimited.section().interface(kEthernet).block(3, CaptureBytes().u32(99).fill(99, 3));

    EXPECT_EQ(read_all(capture).frames, (std::vector<Seen>{{0, 1500, 0, 20, 1}, {0, 18, 0, 18, 2}}));
    EXPECT_EQ(read_all(unlimited).frames, (std::vector<Seen>{{0, 99, 0, 99, 3}}));
}

TEST(PcapngFormat, ReadsObsoletePacketBlocks) {
    CaptureBytes capture;
    capture.section().interface(kEthernet).interface(kEthernet);
    capture.block(2, CaptureBytes().u16(1).u16(77).u32(0).u32(2000000).u32(15).u32(60).fill(15, 4));

    EXPECT_EQ(read_all(capture).frames, (std::vector<Seen>{{2000000000, 60, 1, 15, 4}}));
}

TEST(PcapngFormat, PassesOverOptionsAndOtherBlocks) {
    CaptureBytes capture;
    capture.section().block(0x0bad, CaptureBytes().fill(3000000, 0xff)).interface(kEthernet).block(5, CaptureBytes().u32(0));
    capture.block(
        6, CaptureBytes().u32(0).u32(0).u32(7).u32(2).u32(60).fill(2, 9).fill(2, 0).u16(1).u16(3).text("abc").fill(1, 0).u32(0));

    for (const std::size_t stride : {0U, 100000U}) {
        const Outcome outcome = read_all(capture, stride);

        EXPECT_EQ(outcome.error, "");
        EXPECT_EQ(outcome.frames, (std::vector<Seen>{{7000, 60, 0, 2, 9}}));
    }
}

TEST(PcapngFormat, HonoursResolutionAndOffsetOfTheInterface) {
    for (const Order order : {Order::little, Order::big}) {
        CaptureBytes capture(order);
        CaptureBytes description = capture.body();
        description.u16(kEthernet).u16(0).u32(0).u16(2).u16(5).text("eth0").fill(4, 0);
        description.u16(9).u16(1).fill(1, 0x80 + 10).fill(3, 0).u16(14).u16(8).u64(1700000000).u16(0).u16(0);
        capture.section().block(1, description).enhanced(0, 1024 * 3 + 512, 60, 1);

        EXPECT_EQ(read_all(capture).frames.at(0).time_ns, 1700000003500000000U);
    }
}

TEST(InterfaceClock, CountsInPowersOfTen) {
    EXPECT_EQ(InterfaceClock().to_ns(1700000000123456), 1700000000123456000U);
    EXPECT_EQ(InterfaceClock(0, 0).to_ns(1700000000), 1700000000000000000U);
    EXPECT_EQ(InterfaceClock(9, 0).to_ns(1700000000123456789), 1700000000123456789U);
    EXPECT_EQ(InterfaceClock(12, 0).to_ns(1234567), 1234U);
    EXPECT_EQ(InterfaceClock(28, 0).to_ns(18446744073709551615U), 1U);
    EXPECT_EQ(InterfaceClock(127, 0).to_ns(18446744073709551615U), 0U);
}

TEST(InterfaceClock, CountsInPowersOfTwo) {
    EXPECT_EQ(InterfaceClock(0x80, 0).to_ns(3), 3000000000U);
    EXPECT_EQ(InterfaceClock(0x80 + 32, 0).to_ns((std::uint64_t{1700000000} << 32) + (1U << 30)), 1700000000250000000U);
    EXPECT_EQ(InterfaceClock(0xff, 0).to_ns(18446744073709551615U), 0U);
}

TEST(InterfaceClock, StaysWithinWhatNanosecondsCanSay) {
    EXPECT_EQ(InterfaceClock(6, -2).to_ns(3000000), 1000000000U);
    EXPECT_EQ(InterfaceClock(6, -2).to_ns(1000000), 0U);
    EXPECT_EQ(InterfaceClock(0, 0).to_ns(18446744073709551615U), 18446744073709551615U);
    EXPECT_EQ(InterfaceClock(6, INT64_MAX).to_ns(18446744073709551615U), 18446744073709551615U);
    EXPECT_EQ(InterfaceClock(6, INT64_MIN).to_ns(18446744073709551615U), 0U);
}

TEST(PcapngFormat, TakesFilesWithoutPacketsForEmpty) {
    EXPECT_EQ(read_all(CaptureBytes().section()).error, "");
    EXPECT_EQ(read_all(CaptureBytes().section().interface(kEthernet).interface(kLoopback)).error, "");
}

TEST(PcapngFormat, RefusesFilesWithoutAnEthernetInterfaceAtTheirEnd) {
    CaptureBytes capture;
    capture.section().interface(276).interface(kLoopback).enhanced(1, 0, 60, 1).enhanced(0, 0, 60, 1);

    const Outcome outcome = read_all(capture);

    EXPECT_EQ(outcome.error, "memory: link type 276 (LINUX_SLL2) is not supported; xdpflow reads Ethernet captures");
    EXPECT_EQ(outcome.unsupported, 2U);
}

TEST(PcapngFormat, DeliversTheWholeFramesOfAFileCutAnywhere) {
    CaptureBytes capture;
    capture.section().interface(kEthernet).enhanced(0, 1, 20, 1).block(77, CaptureBytes().u64(0)).enhanced(0, 2, 33, 2);
    const std::vector<std::size_t> ends = {28, 48, 100, 120, 188};

    for (std::size_t cut = 0; cut <= capture.octets().size(); ++cut) {
        const std::vector<std::byte> octets(capture.octets().begin(),
                                            capture.octets().begin() + static_cast<std::ptrdiff_t>(cut));
        for (const std::size_t stride : {0U, 7U}) {
            const Outcome outcome = read_all(CaptureReader::from_memory(octets, stride));

            const std::size_t frames = cut < 100 ? 0 : cut < 188 ? 1 : 2;
            EXPECT_EQ(outcome.frames.size(), frames) << cut;
            EXPECT_EQ(outcome.error.empty(), std::find(ends.begin(), ends.end(), cut) != ends.end()) << cut << outcome.error;
        }
    }
}

TEST(PcapngFormat, TellsWhereATruncatedFileEnds) {
    CaptureBytes capture;
    capture.section().interface(kEthernet).u32(6).u32(92).u32(0);

    EXPECT_EQ(read_all(capture).error,
              "memory: ends inside a block at octet 48 (12 of 92 octets are there); the frames before it were read");
}

struct Damage {
    CaptureBytes block;  // behind a section header and an Ethernet interface without limit, so at octet 48
    std::string complaint;
};

TEST(PcapngFormat, RefusesDamagedBlocksAndTellsWhere) {
    const std::array damages = {
        Damage{CaptureBytes().u32(6).u32(0).u32(0), "the block at octet 48 claims a length of 0 octets, which no block can have"},
        Damage{CaptureBytes().u32(77).u32(13).fill(5, 0),
               "the block at octet 48 claims a length of 13 octets, which no block can have"},
        Damage{CaptureBytes().u32(77).u32(0xfffffffc).u32(0),
               "the block at octet 48 claims a length of 4294967292 octets, more than the 16777216 that are plausible"},
        Damage{CaptureBytes().u32(6).u32(0x7ffffffc).u32(0),
               "the block at octet 48 claims a length of 2147483644 octets, more than the 1048576 that are plausible"},
        Damage{CaptureBytes().u32(77).u32(12).u32(16),
               "the block at octet 48 has a length of 12 octets by its start and of 16 by its end"},
        Damage{CaptureBytes().u32(6).u32(12).u32(16),
               "the block at octet 48 has a length of 12 octets by its start and of 16 by its end"},
        Damage{CaptureBytes().enhanced(1, 0, 60, 0),
               "the packet block at octet 48 is of interface 1, but its section has described 1 only"},
        Damage{CaptureBytes().section().block(3, CaptureBytes().u32(0)),
               "the packet block at octet 76 is of interface 0, but its section has described 0 only"},
        Damage{CaptureBytes().block(6, CaptureBytes().u64(0)),
               "the packet block at octet 48 has 20 octets, too few for the 0 of its packet"},
        Damage{CaptureBytes().block(6, CaptureBytes().u32(0).u64(0).u32(61).u32(61).fill(60, 0)),
               "the packet block at octet 48 has 92 octets, too few for the 61 of its packet"},
        Damage{CaptureBytes().block(6, CaptureBytes().u32(0).u64(0).u32(0xffffffff).u32(61).fill(60, 0)),
               "the packet block at octet 48 claims 4294967295 captured octets, more than the 262144 a packet can have"},
        Damage{CaptureBytes().block(3, CaptureBytes().u32(61).fill(60, 0)),
               "the packet block at octet 48 has 76 octets, too few for the 61 of its packet"},
        Damage{CaptureBytes().block(1, CaptureBytes().u32(0)), "the interface description at octet 48 has 16 octets only"},
        Damage{CaptureBytes().block(1, CaptureBytes().u64(1).u16(1).u16(5).u32(0)),
               "the interface description at octet 48 has an option 1 of 5 octets, which cannot be"},
        Damage{CaptureBytes().block(1, CaptureBytes().u64(1).u16(9).u16(2).u32(0)),
               "the interface description at octet 48 has an option 9 of 2 octets, which cannot be"},
        Damage{CaptureBytes().u32(0x0a0d0d0a).u32(28).fill(20, 0), "the section header at octet 48 does not tell its byte order"},
    };
    for (const Damage& damage : damages) {
        CaptureBytes capture;
        capture.section().interface(kEthernet).append(damage.block);

        EXPECT_EQ(read_all(capture).error,
                  "memory: " + damage.complaint + "; the file is damaged there, the frames before it were read");
        EXPECT_EQ(read_all(capture, 5).error, read_all(capture).error);
    }
}

TEST(PcapngFormat, RefusesVersionsItDoesNotKnow) {
    CaptureBytes capture;
    capture.block(0x0a0d0d0a, CaptureBytes().u32(0x1a2b3c4d).u16(2).u16(0).u64(0));

    EXPECT_EQ(read_all(capture).error, "memory: pcapng version 2.0 is not supported; convert the file to version 1.0");
}

TEST(PcapngFormat, StaysFailedInTheMiddleOfABlock) {
    CaptureBytes capture;
    capture.section().interface(kEthernet).u32(77).u32(16).u32(0).u32(20).enhanced(0, 0, 60, 1);
    auto reader = CaptureReader::from_memory(capture.octets());
    probe::Frame frame;

    EXPECT_EQ(reader->next(frame), CaptureReader::Next::failed);
    EXPECT_EQ(reader->next(frame), CaptureReader::Next::failed);
}

TEST(PcapngFormat, BoundsTheInterfacesOfASection) {
    CaptureBytes capture;
    capture.section();
    for (int i = 0; i < 65537; ++i) capture.interface(kEthernet);

    EXPECT_EQ(
        read_all(capture).error,
        "memory: the interface description at octet 1310748 is one more than the 65536 that are plausible in a section; the "
        "file is damaged there, the frames before it were read");
}

}  // namespace
