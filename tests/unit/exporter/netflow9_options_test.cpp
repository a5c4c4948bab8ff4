// SPDX-License-Identifier: Apache-2.0
// Options in NetFlow v9, octet by octet (RFC 3954 section 6).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/netflow9_encoder.hpp"
#include "exporter/netflow9_options.hpp"
#include "exporter/options_tables.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using testing::hex;

// Scope system: SAMPLING_INTERVAL and SAMPLING_ALGORITHM; scope interface: IF_NAME.
const std::vector<OptionsTable> kTables{{{{1, 4}, {34, 4}, {35, 1}}, 1}, {{{2, 4}, {82, 6}}, 1}};

Netflow9Options options(std::size_t octets = 1420) { return {kTables, {300, 301}, octets}; }

OptionsRow name(std::uint64_t index, const char* text) { return {index, std::string(text)}; }
OptionsRow sampling() { return {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{1}}; }

std::string body(const OptionsMessage& message) { return hex(std::span(message.octets).subspan(20)); }

TEST(Netflow9Options, EachTemplateIsAFlowSetOfOneMessage) {
    const auto templates = options().templates();

    ASSERT_EQ(templates.size(), 1U);
    EXPECT_EQ(templates[0].records, 2U);
    EXPECT_EQ(body(templates[0]),
              "00 01 00 18 01 2c 00 04 00 08 00 01 00 04 00 22 00 04 00 23 00 01 00 00 "  // scope 4 octets, options 8; padded
              "00 01 00 14 01 2d 00 04 00 04 00 02 00 04 00 52 00 06 00 00");
}

TEST(Netflow9Options, RowsOfOneTableShareAFlowSet) {
    std::uint64_t failed = 0;
    const auto messages = options().encode({{0, {sampling()}}, {1, {name(3, "eth0"), name(4, "enp0s31f6")}}}, failed);

    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].records, 3U);
    EXPECT_EQ(body(messages[0]), "01 2c 00 10 00 00 00 00 00 00 00 64 01 00 00 00 "
                                 "01 2d 00 18 00 00 00 03 65 74 68 30 00 00 00 00 00 04 65 6e 70 30 73 33");
    EXPECT_EQ(failed, 0U);
}

TEST(Netflow9Options, FillMessagesToTheLimit) {
    std::uint64_t failed = 0;
    const auto messages = options(64).encode({{0, {sampling()}}, {1, std::vector<OptionsRow>(9, name(1, "lo"))}},
                                             failed);  // 20 + 16, then sets of 4 + 10 n

    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[0].records, 3U);
    EXPECT_EQ(messages[0].octets.size(), 60U);
    EXPECT_EQ(messages[1].records, 4U);
    EXPECT_EQ(messages[1].octets.size(), 64U);
    EXPECT_EQ(messages[2].records, 3U);
    EXPECT_EQ(messages[2].octets.size(), 56U);
    static_cast<void>(options(33).encode({{1, {name(1, "lo")}}}, failed));
    EXPECT_EQ(failed, 1U);
}

TEST(Netflow9Options, TheEncoderPutsItsHeaderBeforeThem) {
    EncoderSettings settings;
    settings.observation_domain = 7;
    settings.options = options_tables(config::Protocol::netflow9);
    const auto encoder = Netflow9Encoder::make(settings, [](auto, auto) {});
    ASSERT_TRUE(encoder);
    ASSERT_TRUE((*encoder)->use(testing::sibling_layouts()));

    ASSERT_EQ((*encoder)->templates().size(), 2U);
    EXPECT_EQ(hex(std::span((*encoder)->templates()[1]).first(4)), "00 09 00 04");
    EXPECT_EQ(hex(std::span((*encoder)->templates()[1]).subspan(16, 6)), "00 00 00 07 00 01");
    const auto data = options_data(config::Protocol::netflow9, OptionsPart::all, {}, 7, {{}, {{3, "eth0"}}}, {});
    const auto messages = (*encoder)->options(data);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].records, 4U);
    EXPECT_EQ(hex(std::span(messages[0].octets).first(4)), "00 09 00 04");
}

TEST(Netflow9Options, AreNoneUnlessAskedFor) {
    const auto encoder = Netflow9Encoder::make({}, [](auto, auto) {});
    ASSERT_TRUE(encoder);
    ASSERT_TRUE((*encoder)->use(testing::sibling_layouts()));
    EXPECT_EQ((*encoder)->templates().size(), 1U);
    EXPECT_TRUE((*encoder)->options({{0, {sampling()}}}).empty());
}

}  // namespace
}  // namespace exporter
