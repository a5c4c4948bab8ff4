// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bpf/layout.hpp"
#include "tests/support/metered.hpp"

namespace bpf {

namespace {

std::vector<const Feature*> fields(const std::vector<std::string>& names) {
    std::vector<const Feature*> result;
    for (const std::string& name : names) result.push_back(support::built_in().find(name));
    return result;
}

Layouts layouts(const std::vector<std::string>& asked, const std::vector<std::string>& hidden = {}) {
    return make_layouts(fields(asked), fields(hidden), support::built_in());
}

// "IN_PKTS 8, …": members and their offsets.
std::string members(const Layout& layout) {
    std::string text;
    for (const Member& member : layout.members) {
        if (!text.empty()) text += ", ";
        text += member.feature->name + " " + std::to_string(member.offset);
    }
    return text;
}

std::string columns(const Layout& layout) {
    std::string text;
    for (const Column& column : layout.columns) {
        if (!text.empty()) text += ", ";
        text += column.feature->name + (column.member ? " of " + layout.members[*column.member].feature->name : " computed");
    }
    return text;
}

}  // namespace

TEST(Layout, PutsWideFieldsFirst) {
    EXPECT_EQ(members(layouts({"PROTOCOL", "L4_SRC_PORT", "INPUT_SNMP", "L4_DST_PORT"}).tables.at(0)),
              "L4_DST_PORT 0, L4_SRC_PORT 2, observationPointId 4, PROTOCOL 6");
    EXPECT_EQ(members(layouts({"SRC_TOS", "IN_SRC_MAC", "IN_PKTS", "MIN_IP_PKT_LEN"}).tables.at(0)),
              "IN_PKTS 8, MIN_IP_PKT_LEN 16, IN_SRC_MAC 20, SRC_TOS 26");
}

TEST(Layout, PutsOctetsWhereTheyCanBeCopiedInWords) {
    const Layouts both = layouts({"SRC_TOS", "IN_PKTS", "ipHeaderPacketSection", "SAMPLED_PACKET_SIZE"});

    EXPECT_EQ(members(both.tables.at(0)), "ipHeaderPacketSection 8, IN_PKTS 72, SAMPLED_PACKET_SIZE 80, SRC_TOS 82");
    EXPECT_EQ(both.tables.at(0).value_octets, 75U);
}

TEST(Layout, IsTheSameForAnyOrderOfFields) {
    const Layouts one = layouts({"IN_PKTS", "IPV4_SRC_ADDR", "PROTOCOL", "IN_BYTES"}),
                  other = layouts({"IN_BYTES", "PROTOCOL", "IPV4_SRC_ADDR", "IN_PKTS"});

    EXPECT_EQ(members(one.tables.at(0)), members(other.tables.at(0)));
    EXPECT_EQ(members(one.tables.at(1)), members(other.tables.at(1)));
}

TEST(Layout, HasSiblingsInTheTableOfTheirFamily) {
    const Layouts both = layouts({"ICMP_IPV4_TYPE", "icmpCodeIPv6"});

    EXPECT_EQ(columns(both.tables.at(0)), "ICMP_IPV4_TYPE of ICMP_IPV4_TYPE, ICMP_IPV4_CODE of ICMP_IPV4_CODE");
    EXPECT_EQ(columns(both.tables.at(1)), "icmpTypeIPv6 of icmpTypeIPv6, icmpCodeIPv6 of icmpCodeIPv6");
}

TEST(Layout, MarksUsedRecordsBehindTheCommonPartOfTheKey) {
    const Layout layout = layouts({"PROTOCOL", "L4_SRC_PORT", "IN_PKTS"}).tables.at(0);

    EXPECT_EQ(layout.mark_offset, 3U);
    EXPECT_EQ(layout.key_octets, 8U);
    EXPECT_EQ(members(layout), "L4_SRC_PORT 0, PROTOCOL 2, IN_PKTS 8");
}

TEST(Layout, HasAKeyOfOneWordWithoutKeyFields) {
    const Layout layout = layouts({"IN_PKTS"}).tables.at(0);

    EXPECT_EQ(layout.mark_offset, 0U);
    EXPECT_EQ(layout.key_octets, 8U);
    EXPECT_EQ(layout.value_octets, 8U);
    EXPECT_EQ(layout.slot_octets, 16U);
}

TEST(Layout, HasSlotsOf16Or32OrAMultipleOf64Octets) {
    EXPECT_EQ(layouts({"IN_PKTS"}).tables.at(0).slot_octets, 16U);
    EXPECT_EQ(layouts({"IN_PKTS", "IN_BYTES"}).tables.at(0).slot_octets, 32U);
    EXPECT_EQ(layouts({"IN_PKTS", "IN_BYTES", "layer2OctetDeltaCount"}).tables.at(0).slot_octets, 32U);
    EXPECT_EQ(layouts({"IN_PKTS", "IN_BYTES", "layer2OctetDeltaCount", "MIN_TTL"}).tables.at(0).slot_octets, 64U);
    EXPECT_EQ(layouts({"IPV6_SRC_ADDR", "IPV6_DST_ADDR", "IN_PKTS", "IN_BYTES", "FIRST_SWITCHED"}).tables.at(1).slot_octets, 64U);
    EXPECT_EQ(layouts({"IPV6_SRC_ADDR", "IPV6_DST_ADDR", "IN_PKTS", "IN_BYTES", "FIRST_SWITCHED", "LAST_SWITCHED"})
                  .tables.at(1)
                  .slot_octets,
              128U);
}

TEST(Layout, HasOneTableWithoutAddresses) {
    const Layouts result = layouts({"IP_PROTOCOL_VERSION", "IN_PKTS"});

    ASSERT_EQ(result.tables.size(), 1U);
    EXPECT_EQ(result.tables[0].family, Family::any);
}

TEST(Layout, HasATableOfEachFamilyWithAddresses) {
    const Layouts result = layouts({"IPV4_SRC_ADDR", "IPV4_DST_ADDR", "PROTOCOL", "IN_PKTS"});

    ASSERT_EQ(result.tables.size(), 2U);
    EXPECT_EQ(result.tables[0].family, Family::ipv4);
    EXPECT_EQ(result.tables[1].family, Family::ipv6);
    EXPECT_EQ(members(result.tables[0]), "PROTOCOL 0, IPV4_DST_ADDR 8, IPV4_SRC_ADDR 12, IN_PKTS 16");
    EXPECT_EQ(members(result.tables[1]), "PROTOCOL 0, IPV6_DST_ADDR 8, IPV6_SRC_ADDR 24, IN_PKTS 40");
    EXPECT_EQ(result.family_key_offset, 8U);
    EXPECT_EQ(result.tables[0].mark_offset, result.tables[1].mark_offset);
}

TEST(Layout, ShowsColumnsInTheOrderAskedForEachOnce) {
    EXPECT_EQ(columns(layouts({"IN_PKTS", "SRC_AS", "PROTOCOL", "IN_PKTS"}).tables.at(0)),
              "IN_PKTS of IN_PKTS, SRC_AS computed, PROTOCOL of PROTOCOL");
}

TEST(Layout, ShowsSiblingsInTheOtherFamily) {
    const Layouts result = layouts({"IN_PKTS", "IPV4_DST_ADDR"});

    EXPECT_EQ(columns(result.tables.at(0)), "IN_PKTS of IN_PKTS, IPV4_DST_ADDR of IPV4_DST_ADDR");
    EXPECT_EQ(columns(result.tables.at(1)), "IN_PKTS of IN_PKTS, IPV6_DST_ADDR of IPV6_DST_ADDR");
}

TEST(Layout, ShowsAFieldAndItsSiblingOnceAFamily) {
    EXPECT_EQ(columns(layouts({"IPV4_DST_ADDR", "IPV6_DST_ADDR"}).tables.at(1)), "IPV6_DST_ADDR of IPV6_DST_ADDR");
}

TEST(Layout, HoldsAValueOnceHoweverManyFieldsShowIt) {
    const Layout layout = layouts({"FIRST_SWITCHED", "FLOW_START_MILLISECONDS"}).tables.at(0);

    EXPECT_EQ(members(layout), "FLOW_START_MILLISECONDS 8");
    EXPECT_EQ(columns(layout), "FIRST_SWITCHED of FLOW_START_MILLISECONDS, FLOW_START_MILLISECONDS of FLOW_START_MILLISECONDS");
}

TEST(Layout, HoldsHiddenFieldsWithoutShowingThem) {
    const Layout layout = layouts({"IN_PKTS"}, {"TCP_FLAGS"}).tables.at(0);

    EXPECT_EQ(members(layout), "IN_PKTS 8, TCP_FLAGS 16");
    EXPECT_EQ(columns(layout), "IN_PKTS of IN_PKTS");
}

TEST(Layout, HoldsNothingForComputedFields) {
    const Layout layout = layouts({"FLOW_END_REASON", "SRC_AS"}).tables.at(0);

    EXPECT_EQ(members(layout), "");
    EXPECT_EQ(layout.value_octets, 0U);
    EXPECT_EQ(layout.slot_octets, 16U);
}

TEST(Layout, FindsMembersByName) {
    const Layout layout = layouts({"PROTOCOL", "IN_PKTS"}).tables.at(0);

    EXPECT_EQ(layout.find("IN_PKTS")->offset, 8U);
    EXPECT_EQ(layout.find("IN_BYTES"), nullptr);
}

}  // namespace bpf
