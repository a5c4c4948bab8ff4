// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/options_tables.hpp"

namespace exporter {
namespace {

using config::Protocol;
using ::testing::ElementsAre;

OptionsRow row(std::initializer_list<OptionValue> values) { return values; }
OptionValue number(std::uint64_t value) { return value; }
OptionValue text(const char* value) { return std::string(value); }

constexpr std::uint64_t kOne = 0x3ff0'0000'0000'0000, kHundredth = 0x3f84'7ae1'47ae'147b;  // as binary64 (IEEE 754)

const OptionsSettings kSettings{std::chrono::seconds(60), 4711, 1'700'000'000'123, 120, 30, SamplingMethod::none, 1};

OptionsReport report() {
    return {{50, {{"flow log full", 5, 300}, {"no CPU counters", 2, 0}}}, {{3, "eth0", "uplink"}, {4, "wg0"}}};
}

CollectorCounters counters() {
    CollectorCounters counters;
    counters.sent = {10, 40, 400, 4000};
    counters.all_messages = 13;
    counters.all_octets = 9000;
    counters.waiting = 2;
    counters.waiting_flows = 7;
    counters.waiting_octets = 600;
    counters.lost_unresolved = {1, 1, 10, 100};
    counters.lost_unreachable = {1, 2, 20, 200};
    counters.lost_no_buffer = {1, 3, 30, 300};
    return counters;
}

std::vector<OptionsData> data_of(Protocol protocol, OptionsPart part = OptionsPart::all) {
    return options_data(protocol, part, kSettings, 7, report(), counters());
}

TEST(OptionsTables, OfIpfixSayWhatTheRfcsAskFor) {
    const auto data = data_of(Protocol::ipfix);

    ASSERT_EQ(data.size(), 7U);
    for (std::size_t i = 0; i < data.size(); ++i) EXPECT_EQ(data[i].table, i);
    EXPECT_THAT(data[0].rows, ElementsAre(row({number(7), number(4711), number(120), number(30), number(1'700'000'000'123)})));
    EXPECT_THAT(data[1].rows, ElementsAre(row({number(1), number(1), number(1), number(0), number(kOne)})));
    EXPECT_THAT(data[2].rows,
                ElementsAre(row({text("eth0"), number(3), text("uplink")}), row({text("wg0"), number(4), text("wg0")})));
    // With what waits before them: it has left when they do.
    EXPECT_THAT(data[3].rows, ElementsAre(row({number(7), number(4711), number(15), number(47), number(9600), number(50)})));
    EXPECT_THAT(data[4].rows, ElementsAre(row({number(7), number(4711), number(7), number(300)})));
    EXPECT_THAT(data[5].rows, ElementsAre(row({number(4711), number(6), number(60), number(600)})));
    EXPECT_THAT(data[6].rows, ElementsAre(row({number(7), text("flow log full"), number(5), number(0)}),
                                          row({number(7), text("no CPU counters"), number(2), number(0)}),
                                          row({number(7), text("collector unresolved"), number(0), number(1)}),
                                          row({number(7), text("collector unreachable"), number(0), number(2)}),
                                          row({number(7), text("no buffer"), number(0), number(3)})));
}

TEST(OptionsTables, OfNetflow9HaveFixedLengths) {
    const auto tables = options_tables(Protocol::netflow9);
    const auto data = data_of(Protocol::netflow9);

    ASSERT_EQ(data.size(), 4U);
    EXPECT_THAT(data[0].rows, ElementsAre(row({number(0), number(1), number(1), number(120), number(30)})));
    EXPECT_THAT(data[1].rows, ElementsAre(row({number(3), text("eth0")}), row({number(4), text("wg0")})));
    EXPECT_THAT(data[2].rows, ElementsAre(row({number(3), number(3), text("uplink")}), row({number(4), number(4), text("wg0")})));
    EXPECT_THAT(data[3].rows, ElementsAre(row({number(0), number(15), number(47), number(9600)})));
    for (const OptionsTable& table : tables)
        for (const OptionElement& element : table.elements) EXPECT_NE(element.length, kVariableLength);
}

TEST(OptionsTables, EveryRowHasAValueOfTheRightKindForEachElement) {
    for (const Protocol protocol : {Protocol::ipfix, Protocol::netflow9}) {
        const auto tables = options_tables(protocol);
        for (const OptionsData& data : data_of(protocol))
            for (const OptionsRow& one : data.rows) {
                const OptionsTable& table = tables[data.table];
                ASSERT_EQ(one.size(), table.elements.size()) << data.table;
                for (std::size_t i = 0; i < one.size(); ++i)
                    EXPECT_EQ(one[i].is_text, table.elements[i].length > 8) << data.table;
            }
    }
}

TEST(OptionsTables, OfOtherProtocolsAreNone) {
    EXPECT_TRUE(options_tables(Protocol::netflow5).empty());
    EXPECT_TRUE(options_tables(Protocol::json).empty());
    EXPECT_TRUE(data_of(Protocol::csv).empty());
}

TEST(OptionsTables, ChangedInterfacesGoAlone) {
    const auto data = data_of(Protocol::ipfix, OptionsPart::interfaces);
    ASSERT_EQ(data.size(), 1U);
    EXPECT_EQ(data[0].table, 2U);
    EXPECT_EQ(data[0].rows.size(), 2U);
}

TEST(OptionsTables, ATimeoutThatDoesNotFitIsTheLongest) {
    OptionsSettings settings = kSettings;
    settings.active_s = 0;  // none
    settings.idle_s = 70'000;
    const auto data = options_data(Protocol::ipfix, OptionsPart::all, settings, 7, report(), counters());
    EXPECT_EQ(data[0].rows[0][2], number(65'535));
    EXPECT_EQ(data[0].rows[0][3], number(65'535));
}

std::vector<OptionsData> data_when(SamplingMethod sampling, Protocol protocol) {
    OptionsSettings settings = kSettings;
    settings.sampling = sampling;
    settings.sampling_interval = 100;
    return options_data(protocol, OptionsPart::all, settings, 7, report(), counters());
}

TEST(OptionsTables, SamplingIsOnePacketAndASpace) {
    EXPECT_THAT(data_when(SamplingMethod::count, Protocol::ipfix)[1].rows,
                ElementsAre(row({number(1), number(1), number(1), number(99), number(kHundredth)})));
    EXPECT_THAT(data_when(SamplingMethod::count, Protocol::netflow9)[0].rows,
                ElementsAre(row({number(0), number(100), number(1), number(120), number(30)})));
}

TEST(OptionsTables, RandomSamplingSaysSo) {
    EXPECT_THAT(data_when(SamplingMethod::random, Protocol::ipfix)[1].rows,
                ElementsAre(row({number(1), number(4), number(1), number(99), number(kHundredth)})));
    EXPECT_THAT(data_when(SamplingMethod::random, Protocol::netflow9)[0].rows,
                ElementsAre(row({number(0), number(100), number(2), number(120), number(30)})));
}

TEST(OptionsTables, SamplingOfFlowsTakesThePlaceOfThatOfPackets) {
    const auto data = data_when(SamplingMethod::flows, Protocol::ipfix);

    EXPECT_THAT(data[1].rows, ElementsAre(row({number(1), number(4), number(1), number(99)})));
    EXPECT_EQ(options_tables(Protocol::ipfix, SamplingMethod::flows)[1].elements[1].id, 390U);
    EXPECT_EQ(options_tables(Protocol::ipfix)[1].elements[1].id, 304U);
}

TEST(OptionsTables, NamesEndWithAZero) {
    OptionsReport report;
    report.interfaces = {{1, "sixteen_octets_x", std::string(80, 'd')}};
    const auto data = options_data(Protocol::ipfix, OptionsPart::interfaces, kSettings, 0, report, {});
    EXPECT_EQ(data[0].rows[0][0], text("sixteen_octets_"));
    EXPECT_EQ(data[0].rows[0][2].text.size(), 63U);
}

}  // namespace
}  // namespace exporter
