// SPDX-License-Identifier: Apache-2.0
// Options in IPFIX, octet by octet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/encoder.hpp"
#include "exporter/options_tables.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using testing::element;
using testing::hex;
using testing::sibling_layouts;
using testing::ValueLayouts;

// A scope of one number, and a text.
const OptionsTable kNames{{{10, 4}, {82, kVariableLength}}, 1};
const OptionsTable kTimeouts{{{143, 4}, {36, 2}, {37, 2}}, 1};

std::unique_ptr<Encoder> encoder_of(const bpf::Layouts& layouts, std::vector<OptionsTable> tables, std::size_t octets = 1420) {
    EncoderSettings settings;
    settings.max_message_octets = octets;
    settings.observation_domain = 7;
    settings.options = std::move(tables);
    auto made = make_encoder(config::Protocol::ipfix, settings, layouts, [](auto, auto) {});
    EXPECT_TRUE(made) << made.error().text();
    return std::move(*made);
}

OptionsRow name(std::uint64_t index, const std::string& text) { return {index, text}; }

TEST(IpfixOptions, EachTemplateIsAMessageBehindThoseOfFlows) {
    const auto encoder = encoder_of(sibling_layouts(), {kNames, kTimeouts});
    const auto templates = encoder->templates();

    ASSERT_EQ(templates.size(), 3U);
    EXPECT_EQ(hex(std::span(templates[0]).subspan(16, 4)), "00 02 00 3c");
    EXPECT_EQ(hex(templates[1]).substr(0, 22 * 3 - 1), "00 0a 00 22 00 00 00 01 00 00 00 00 00 00 00 07 00 03 00 12 6f e7");
    EXPECT_EQ(hex(std::span(templates[1]).subspan(22)), "00 02 00 01 00 0a 00 04 00 52 ff ff");
    EXPECT_EQ(hex(std::span(templates[2]).subspan(16, 4)), "00 03 00 16");
    EXPECT_EQ(hex(std::span(templates[2]).subspan(22)), "00 03 00 01 00 8f 00 04 00 24 00 02 00 25 00 02");
}

TEST(IpfixOptions, RowsOfOneTableShareASet) {
    const auto encoder = encoder_of(sibling_layouts(), {kNames, kTimeouts});
    const auto messages =
        encoder->options({{0, {name(3, "eth0"), name(4, "")}}, {1, {{std::uint64_t{9}, std::uint64_t{120}, std::uint64_t{30}}}}});

    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].records, 3U);
    EXPECT_EQ(hex(std::span(messages[0].octets).first(16)), "00 0a 00 2e 00 00 00 01 00 00 00 00 00 00 00 07");
    EXPECT_EQ(hex(std::span(messages[0].octets).subspan(18, 16)), "00 12 00 00 00 03 04 65 74 68 30 00 00 00 04 00");
    EXPECT_EQ(hex(std::span(messages[0].octets).subspan(36)), "00 0c 00 00 00 09 00 78 00 1e");
}

TEST(IpfixOptions, ATextOfFixedLengthIsPaddedOrCut) {
    const auto encoder = encoder_of(sibling_layouts(), {{{{10, 4}, {82, 6}}, 1}});
    const auto messages = encoder->options({{0, {name(1, "lo"), name(2, "enp0s31f6")}}});
    EXPECT_EQ(hex(std::span(messages[0].octets).subspan(20)), "00 00 00 01 6c 6f 00 00 00 00 00 00 00 02 65 6e 70 30 73 33");
}

TEST(IpfixOptions, FillMessagesToTheLimit) {
    const auto encoder = encoder_of(sibling_layouts(), {kNames}, 100);
    std::vector<OptionsRow> rows(25, name(1, "12345"));  // 10 octets, of 80
    rows.push_back(name(1, std::string(76, 'x')));       // one more than fits
    const auto messages = encoder->options({{0, rows}});

    ASSERT_EQ(messages.size(), 4U);
    EXPECT_EQ(messages[0].octets.size(), 100U);
    EXPECT_EQ(messages[0].records, 8U);
    EXPECT_EQ(messages[3].records, 1U);
    EXPECT_EQ(encoder->failed(), 1U);
}

TEST(IpfixOptions, LeaveTheMessageOfFlowsThatIsUnderWayAlone) {
    std::vector<std::size_t> sizes;
    EncoderSettings settings;
    settings.options = {kNames};
    const auto encoder = make_encoder(config::Protocol::ipfix, settings, sibling_layouts(),
                                      [&](auto message, auto) { sizes.push_back(message.size()); });
    ASSERT_TRUE(encoder);
    const testing::Bytes bytes(sibling_layouts().tables[0]);
    (*encoder)->add(testing::record_of(sibling_layouts().tables[0], bytes));
    EXPECT_EQ((*encoder)->options({{0, {name(1, "lo")}}}).size(), 1U);
    (*encoder)->add(testing::record_of(sibling_layouts().tables[0], bytes));
    (*encoder)->flush();
    EXPECT_THAT(sizes, ::testing::ElementsAre(20 + 2 * 27));
}

TEST(IpfixOptions, AreNoneUnlessAskedFor) {
    const auto encoder = encoder_of(sibling_layouts(), {});
    EXPECT_EQ(encoder->templates().size(), 1U);
    EXPECT_TRUE(encoder->options({{0, {name(1, "lo")}}}).empty());
}

TEST(IpfixOptions, APrivateElementIsExplained) {
    bpf::Feature mine = element("MY_FIELD", 100, Type::u64, Role::sum, 35'632);
    mine.element = "myField";
    mine.unit = "packets";
    mine.description = "Mine.";
    const ValueLayouts layouts({mine, element("IN_BYTES", 1, Type::u64, Role::sum)});
    const auto encoder = encoder_of(layouts.get(), {kNames});

    ASSERT_EQ(encoder->templates().size(), 3U);
    EXPECT_EQ(hex(std::span(encoder->templates()[2]).subspan(22)),
              "00 09 00 02 01 5a 00 04 01 2f 00 02 01 53 00 01 01 58 00 01 01 59 00 02 01 56 00 08 01 57 00 08 "
              "01 55 ff ff 01 54 ff ff");
    const auto messages = encoder->options({});
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].records, 1U);
    EXPECT_EQ(hex(std::span(messages[0].octets).subspan(20)),
              "00 00 8b 30 00 64 04 03 00 03 "                    // 35632/100: unsigned64, deltaCounter, packets
              "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "  // no range
              "07 6d 79 46 69 65 6c 64 05 4d 69 6e 65 2e");
}

TEST(IpfixOptions, LibfixbufKnowsAllElementsOfTheTables) {
    const auto encoder = encoder_of(sibling_layouts(), options_tables(config::Protocol::ipfix), 256);
    EXPECT_EQ(encoder->templates().size(), 1U + options_tables(config::Protocol::ipfix).size());
    for (const auto& message : encoder->templates()) EXPECT_LE(message.size(), 256U);
}

}  // namespace
}  // namespace exporter
