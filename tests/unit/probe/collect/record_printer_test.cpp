// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/collect/record_printer.hpp"
#include "tests/unit/probe/collect/messages.hpp"

namespace probe::collect {
namespace {

using testing::Collecting;
using testing::kRecord;
using testing::kTemplate;
using testing::message;

TEST(TableRecords, PrintsAHeaderWhereColumnsChange) {
    Collecting<TableRecords> collect;
    collect(message(0, kTemplate));
    collect(message(0, kRecord));
    collect(message(1, kTemplate));  // the same again
    collect(message(1, kRecord));

    // Template 257: flowStartMilliseconds (152), tcpControlBits (6) in one octet.
    collect(message(2, "0002 0010  0101 0002  0098 0008  0006 0001  0101 000d 0000016760000003 1b"));

    EXPECT_EQ(collect.text(), "sourceIPv4Address  packetDeltaCount\n"
                              "192.0.2.1                         3\n"
                              "192.0.2.1                         3\n"
                              "\n"
                              "flowStartMilliseconds (UTC)  tcpControlBits\n"
                              "2018-11-29T15:04:32.003Z     ...AP.SF\n");
}

TEST(TableRecords, MarksOptions) {
    Collecting<TableRecords> collect;

    collect(message(0, "0003 0012  0102 0002 0001  008f 0004  002a 0004  0102 000c 00000007 0000000c"));

    EXPECT_EQ(collect.text(), "options  meteringProcessId  exportedFlowRecordTotalCount\n"
                              "options                  7                            12\n");
}

TEST(JsonRecords, QuotesWhatIsNoNumber) {
    Collecting collect;

    // interfaceName (82) of variable length, absoluteError (320) as float64, basicList (291), vlanId (58) in 9 octets.
    collect(message(0, "0002 0018  0100 0004  0052 ffff  0140 0008  0123 ffff  003a 0009"));
    collect(message(0, "0100 001f  04 65746830  3ff8000000000000  04 03003aff  000000000000000001"));

    EXPECT_EQ(
        collect.text(),
        "{\"interfaceName\":\"eth0\",\"absoluteError\":1.5,\"basicList\":\"03003aff\",\"vlanId\":\"000000000000000001\"}\n");
}

}  // namespace
}  // namespace probe::collect
