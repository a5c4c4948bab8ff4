// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/collect/collector.hpp"
#include "tests/unit/probe/collect/messages.hpp"

namespace probe::collect {
namespace {

using testing::Collecting;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::hex;
using ::testing::IsEmpty;
using testing::kRecord;
using testing::kRecordAsJson;
using testing::kTemplate;
using testing::message;

std::string both(std::string_view one, std::string_view other) { return std::string(one) + " " + std::string(other); }

TEST(Collector, ReadsRecordsOfTheSameMessageAsTheirTemplate) {
    Collecting collect;

    collect(message(0, both(kTemplate, "0100 0010  c0000201 0003  c0000202 0004")));

    EXPECT_EQ(collect.text(), std::string(kRecordAsJson) + "{\"sourceIPv4Address\":\"192.0.2.2\",\"packetDeltaCount\":4}\n");
    EXPECT_EQ(collect.counters().flows, 2U);
    EXPECT_EQ(collect.counters().templates, 1U);
    EXPECT_THAT(collect.lines, IsEmpty());
}

TEST(Collector, IgnoresPaddingOfSets) {
    Collecting collect;

    collect(message(0, both("0002 0012  0100 0002  0008 0004  0002 0002  0000", "0100 000d  c0000201 0003  000000")));

    EXPECT_EQ(collect.text(), kRecordAsJson);
    EXPECT_EQ(collect.counters().malformed, 0U);
}

TEST(Collector, KeepsTemplatesOfSessionsAndDomainsApart) {
    Collecting collect;
    collect(message(0, kTemplate, 7), "udp://192.0.2.9:1");

    collect(message(0, kRecord, 8), "udp://192.0.2.9:1");
    collect(message(0, kRecord, 7), "udp://192.0.2.9:2");
    collect(message(0, kRecord, 7), "udp://192.0.2.9:1");

    EXPECT_EQ(collect.text(), kRecordAsJson);
    EXPECT_EQ(collect.counters().no_template, 2U);
    EXPECT_EQ(collect.counters().sessions, 2U);
    EXPECT_THAT(collect.lines, ElementsAre("udp://192.0.2.9:1, domain 8: data without a template: 256 has not come (yet)",
                                           "udp://192.0.2.9:2, domain 7: data without a template: 256 has not come (yet)"));
}

TEST(Collector, ReadsWhatFollowsASetWithoutTemplate) {
    Collecting collect;

    collect(message(0, both(kTemplate, both("0200 0008 ffffffff", kRecord))));

    EXPECT_EQ(collect.text(), kRecordAsJson);
    EXPECT_EQ(collect.counters().no_template, 1U);
}

TEST(Collector, ReadsWithTheLatestTemplate) {
    Collecting collect;
    collect(message(0, both(kTemplate, kRecord)));

    collect(message(1, "0002 000c  0100 0001  0008 0004  0100 0008 c0000202"));

    EXPECT_EQ(collect.text(), std::string(kRecordAsJson) + "{\"sourceIPv4Address\":\"192.0.2.2\"}\n");
}

TEST(Collector, ForgetsWithdrawnTemplates) {
    Collecting collect;
    collect(message(0, kTemplate));

    collect(message(0, "0002 0008  0100 0000"));
    collect(message(0, kRecord));
    collect(message(0, kTemplate));
    collect(message(0, "0002 0008  0002 0000"));  // all templates
    collect(message(0, kRecord));
    collect(message(0, both(kTemplate, "0003 0008  0003 0000")));  // all of options
    collect(message(0, kRecord));

    EXPECT_EQ(collect.counters().no_template, 2U);
    EXPECT_EQ(collect.text(), kRecordAsJson);
}

TEST(Collector, ForgetsEndedSessions) {
    Collecting collect;
    collect(message(0, kTemplate), "tcp://192.0.2.9:1");

    collect.collector.on_end("tcp://192.0.2.9:1");
    collect(message(0, kRecord), "tcp://192.0.2.9:1");

    EXPECT_EQ(collect.text(), "");
    EXPECT_EQ(collect.counters().no_template, 1U);
}

TEST(Collector, EndsAfterSoManyFlowRecords) {
    Collecting collect(2);

    collect(message(0, both(kTemplate, kRecord)));
    EXPECT_FALSE(collect.collector.is_done());
    collect(message(1, both(kRecord, kRecord)));

    EXPECT_TRUE(collect.collector.is_done());
    EXPECT_EQ(collect.text(), std::string(kRecordAsJson) + std::string(kRecordAsJson));
    EXPECT_EQ(collect.counters().flows, 2U);
}

TEST(Collector, CountsGapsInRecordsOfEachDomain) {
    Collecting collect;
    collect(message(100, both(kTemplate, kRecord)));

    collect(message(101, kRecord));
    collect(message(105, kRecord));  // 102 to 104 are missing
    collect(message(0, kTemplate, 8));

    EXPECT_EQ(collect.counters().sequence.gaps, 1U);
    EXPECT_EQ(collect.counters().sequence.missing, 3U);
    EXPECT_THAT(collect.lines, ElementsAre("udp://192.0.2.9:1, domain 7: 3 records are missing before number 105"));
}

TEST(Collector, KeepsGapsOfSessionsThatEnded) {
    Collecting collect;
    collect(message(0, both(kTemplate, kRecord)), "tcp://192.0.2.9:1");
    collect(message(3, kRecord), "tcp://192.0.2.9:1");

    collect.collector.on_end("tcp://192.0.2.9:1");

    EXPECT_EQ(collect.counters().sequence.missing, 2U);
}

TEST(Collector, CountsRecordsOfOptionsInTheSequenceButNotAmongFlows) {
    Collecting collect(1);

    // Options template 258: scope meteringProcessId (143), exportedFlowRecordTotalCount (42); one record.
    collect(message(0, "0003 0012  0102 0002 0001  008f 0004  002a 0004  0102 000c 00000007 0000000c"));
    collect(message(1, kTemplate));

    EXPECT_EQ(collect.text(), "{\"options\":true,\"meteringProcessId\":7,\"exportedFlowRecordTotalCount\":12}\n");
    EXPECT_EQ(collect.counters().options, 1U);
    EXPECT_EQ(collect.counters().sequence.gaps, 0U);
    EXPECT_FALSE(collect.collector.is_done());
}

TEST(Collector, CallsPrivateElementsByNumberUntilATypeRecordNamesThem) {
    Collecting collect;
    // Template 257: element 7 of enterprise 35632, 4 octets; and its record.
    const std::string flow = "0002 0010  0101 0001  8007 0004 00008b30";
    const std::string record = "0101 0008  c0000201";
    collect(message(0, flow + record));

    // RFC 5610: privateEnterpriseNumber (346) and informationElementId (303) as scope, informationElementDataType (339),
    // informationElementName (341): 35632, 7, ipv4Address (18), "clientAddress".
    collect(message(1, "0003 001a  0102 0004 0002  015a 0004  012f 0002  0153 0001  0155 ffff"));
    collect(message(1, "0102 0019  00008b30 0007 12 0d 636c69656e7441646472657373"));
    collect(message(2, record));

    EXPECT_EQ(collect.text(),
              "{\"35632/7\":\"c0000201\"}\n"
              "{\"options\":true,\"privateEnterpriseNumber\":35632,\"informationElementId\":7,\"informationElementDataType\":18,"
              "\"informationElementName\":\"clientAddress\"}\n"
              "{\"clientAddress\":\"192.0.2.1\"}\n");
}

TEST(Collector, TakesNoNameThatCouldPassForSomethingElse) {
    Collecting collect;
    const std::string types = "0003 001a  0102 0004 0002  015a 0004  012f 0002  0153 0001  0155 ffff";
    collect(message(0, types + "0002 0010  0101 0001  8007 0004 00008b30"));

    collect(message(0, "0102 0010  00008b30 0007 01 04 61220a62"));  // a"\nb
    collect(message(1, "0102 000f  00000000 0008 01 03 666f6f"));    // sourceIPv4Address is to be foo
    // Not of options: the same elements, but the name is foo.
    collect(message(2, "0002 0014  0103 0003  015a 0004  012f 0002  0155 ffff  0103 000e  00008b30 0007 03 666f6f"));
    collect(message(3, both(both(kTemplate, kRecord), "0101 0008 00000001")));

    EXPECT_THAT(collect.text(), HasSubstr("\"35632/7\":\"00000001\""));
    EXPECT_THAT(collect.text(), HasSubstr(std::string(kRecordAsJson)));
}

TEST(Collector, NamesRepeatedElementsApart) {
    Collecting collect;

    collect(message(0, "0002 0010  0100 0002  0002 0001  0002 0001  0100 0006 01 02"));

    EXPECT_EQ(collect.text(), "{\"packetDeltaCount\":1,\"packetDeltaCount#2\":2}\n");
}

}  // namespace
}  // namespace probe::collect
