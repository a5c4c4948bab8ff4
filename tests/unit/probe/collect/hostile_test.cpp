// SPDX-License-Identifier: Apache-2.0
// Messages that lie, and such as would make the collector keep more than it should.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/probe/collect/messages.hpp"

namespace probe::collect {
namespace {

using testing::Collecting;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::hex;
using testing::kRecord;
using testing::kRecordAsJson;
using testing::kTemplate;
using testing::message;
using ::testing::SizeIs;

// What is said of a message.
std::string complaint(const testing::Octets& octets) {
    Collecting collect;
    collect(octets);
    EXPECT_EQ(collect.counters().malformed, 1U);
    EXPECT_EQ(collect.text(), "");
    return collect.lines.size() == 1 ? collect.lines.front() : fmt::format("{} lines", collect.lines.size());
}

std::string malformed(const std::string& why) { return "udp://192.0.2.9:1: malformed message: " + why; }

TEST(HostileMessage, IsRefusedForItsHeader) {
    EXPECT_EQ(complaint({}), malformed("0 octets are less than a header"));
    EXPECT_EQ(complaint(hex("000a 0010 5c000000 00000000 000000")), malformed("15 octets are less than a header"));
    EXPECT_EQ(complaint(hex("0009 0001 00000000 5c000000 00000000 00000000")),
              malformed("NetFlow version 9 is not IPFIX (version 10); set the exporter to IPFIX"));
    EXPECT_EQ(complaint(hex("000a 0014 5c000000 00000000 00000007")), malformed("it says to have 20 octets and has 16"));
    EXPECT_EQ(complaint(hex("000a 0010 5c000000 00000000 00000007 00")), malformed("it says to have 16 octets and has 17"));
    EXPECT_EQ(complaint(hex("000a 000f 5c000000 00000000 00000007")), malformed("it says to have 15 octets"));
}

TEST(HostileMessage, IsRefusedForItsSets) {
    EXPECT_EQ(complaint(message(0, "0100 0009 00000000")),
              malformed("the set at octet 16 says to have 9 octets where 8 are left"));
    EXPECT_EQ(complaint(message(0, "0100 0003")), malformed("the set at octet 16 says to have 3 octets where 4 are left"));
    EXPECT_EQ(complaint(message(0, "0100 0000")), malformed("the set at octet 16 says to have 0 octets where 4 are left"));
    EXPECT_EQ(complaint(message(0, "0100 0004 01")), malformed("octets behind the last set, at 20"));
    EXPECT_EQ(complaint(message(0, "0004 0004")), malformed("the set at octet 16 has the number 4, which means nothing"));
}

TEST(HostileMessage, IsRefusedForItsTemplates) {
    EXPECT_EQ(complaint(message(0, "0002 0010  0100 0003  0008 0004  0002 0002")),
              malformed("template 256 is longer than its set"));
    EXPECT_EQ(complaint(message(0, "0002 000c  0100 0001  8008 0004")), malformed("template 256 is longer than its set"));
    EXPECT_EQ(complaint(message(0, "0002 0008  0100 ffff")), malformed("template 256 is longer than its set"));
    EXPECT_EQ(complaint(message(0, "0002 000c  00ff 0001  0008 0004")), malformed("255 is no number of a template"));
    EXPECT_EQ(complaint(message(0, "0002 0008  0003 0000")), malformed("3 is no number of a template"));
    EXPECT_EQ(complaint(message(0, "0003 000e  0100 0001 0000  0008 0004")),
              malformed("template 256 of options has 0 scope fields of 1"));
    EXPECT_EQ(complaint(message(0, "0003 000e  0100 0001 0002  0008 0004")),
              malformed("template 256 of options has 2 scope fields of 1"));
}

TEST(HostileMessage, GivesTheRecordsBeforeTheOneThatDoesNotEndInItsSet) {
    Collecting collect;
    collect(message(0, "0002 000c  0101 0001  0052 ffff"));  // interfaceName, of variable length

    collect(message(0, "0101 000c  01 61  ff 0009 62 63 64"));

    EXPECT_EQ(collect.text(), "{\"interfaceName\":\"a\"}\n");
    EXPECT_EQ(collect.counters().malformed, 1U);
    EXPECT_THAT(collect.lines,
                ElementsAre("udp://192.0.2.9:1, domain 7: malformed message: a record of template 257 does not end in its set"));
}

TEST(HostileTemplate, IsRefusedIfRecordsHaveNoOctet) {
    Collecting collect;

    collect(message(0, "0002 000c  0100 0001  00d2 0000"));
    collect(message(0, kRecord));

    EXPECT_EQ(collect.counters().refused_templates, 1U);
    EXPECT_EQ(collect.counters().no_template, 1U);
    EXPECT_EQ(collect.lines.front(), "udp://192.0.2.9:1, domain 7: template 256 describes records without an octet");
}

TEST(HostileTemplate, IsRefusedIfNoMessageHoldsItsRecords) {
    Collecting collect;

    collect(message(0, "0002 0010  0100 0002  00d2 fffe  00d2 0100"));

    EXPECT_EQ(collect.lines.front(),
              "udp://192.0.2.9:1, domain 7: template 256 describes records of 65790 octets, more than a message holds");
}

TEST(HostileTemplate, LeavesNoOlderOneOfItsNumber) {
    Collecting collect;
    collect(message(0, kTemplate));

    collect(message(0, "0002 000c  0100 0001  00d2 0000"));
    collect(message(0, kRecord));

    EXPECT_EQ(collect.text(), "");
    EXPECT_EQ(collect.counters().no_template, 1U);
}

// A template with so many fields of the element, one octet each.
std::string wide_template(unsigned id, unsigned fields, const std::string& element) {
    const auto per_field = element.size() / 2;
    std::string text = fmt::format("0002{:04x}{:04x}{:04x}", 8 + fields * per_field, id, fields);
    for (unsigned i = 0; i < fields; ++i) text += element;
    return text;
}

TEST(HostileTemplate, IsRefusedIfItIsHuge) {
    Collecting collect;

    collect(message(0, wide_template(256, 512, "00d20001")));
    collect(message(0, wide_template(257, 513, "00d20001")));

    EXPECT_THAT(collect.lines, ElementsAre("udp://192.0.2.9:1, domain 7: template 257 has 513 fields, more than 512"));
}

TEST(HostileTemplate, IsRefusedIfThereAreTooManyOfItsDomain) {
    Collecting collect;

    for (unsigned id = 300; id < 308; ++id) collect(message(0, wide_template(id, 512, "00d20001")));
    collect(message(0, kTemplate));
    collect(message(0, wide_template(300, 512, "00d30001")));  // in the place of an old one
    collect(message(0, "0002 0008  012d 0000"));
    collect(message(0, kTemplate));

    EXPECT_EQ(collect.counters().refused_templates, 1U);
    EXPECT_EQ(collect.lines.front(),
              "udp://192.0.2.9:1, domain 7: template 256 is one too many: no more than 4096 fields are kept");
}

TEST(HostileTemplate, IsRefusedIfThereAreTooManyUnknownElements) {
    Collecting collect;

    for (unsigned id = 0; id < 4097; ++id)
        collect(message(0, fmt::format("0002 0010  0100 0001  {:04x} 0001 00008b30", 0x8000U + id)));

    EXPECT_EQ(collect.counters().refused_templates, 1U);
    EXPECT_EQ(collect.lines.front(),
              "udp://192.0.2.9:1, domain 7: template 256 has an unknown element, 35632/4096, and there are 4096 of such already");
}

TEST(HostileSender, MakesTheLongestSilentDomainForgotten) {
    Collecting collect;
    collect(message(0, kTemplate), "udp://192.0.2.9:1");
    collect(message(0, kTemplate), "udp://192.0.2.9:2");

    for (unsigned domain = 0; domain < Collector::kMostDomains - 1; ++domain) {
        collect(message(0, kTemplate, domain), "udp://192.0.2.10:1");
        if (domain == 0) collect(message(0, kTemplate), "udp://192.0.2.9:1");
    }
    collect(message(0, kRecord), "udp://192.0.2.9:1");

    EXPECT_EQ(collect.counters().forgotten, 1U);
    EXPECT_EQ(collect.text(), kRecordAsJson);
    EXPECT_THAT(
        collect.lines,
        ElementsAre("udp://192.0.2.9:2, domain 7: forgotten, because more than 256 domains send; its templates must come again"));
}

TEST(HostileSender, GetsNoMoreThanTenLinesOfAKind) {
    Collecting collect;

    for (int i = 0; i < 100; ++i) collect(hex("0001"));

    EXPECT_THAT(collect.lines, SizeIs(10));
    EXPECT_THAT(collect.lines.back(), HasSubstr("(more of this kind are only counted)"));
    EXPECT_EQ(collect.counters().malformed, 100U);
}

}  // namespace
}  // namespace probe::collect
