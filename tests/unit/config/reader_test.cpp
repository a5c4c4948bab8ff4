// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/reader.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> mistakes(const std::string& text) {
    std::vector<std::string> lines;
    for (const Error& mistake : read_configuration(text, "f.toml").mistakes) lines.push_back(mistake.text());
    return lines;
}

Settings settings_of(const std::string& text) {
    EXPECT_THAT(mistakes(text), IsEmpty());
    return read_configuration(text, "f.toml").settings;
}

TEST(Configuration, HasDefaultsForWhatItDoesNotSay) {
    const Settings settings = settings_of("# nothing\n");

    EXPECT_THAT(settings.interfaces, IsEmpty());
    EXPECT_THAT(settings.fields, ElementsAre(kDefaultFields));
    EXPECT_EQ(settings.mode, "auto");
    EXPECT_EQ(settings.active_s, 120);
    EXPECT_EQ(settings.idle_s, 30);
    EXPECT_EQ(settings.interval_s, 1);
    EXPECT_FALSE(settings.tcp_end);
    EXPECT_EQ(settings.max_flows, 1'048'576U);
    EXPECT_EQ(settings.format, "");
    EXPECT_FALSE(settings.balance);
    EXPECT_EQ(settings.template_refresh_s, 60);
    EXPECT_EQ(settings.template_refresh_messages, 4096U);
    EXPECT_EQ(settings.options_interval_s, 60);
    EXPECT_EQ(settings.max_message, 1420U);
    EXPECT_EQ(settings.observation_domain, 0U);
    EXPECT_EQ(settings.features_folder, "/etc/xdpflow/features.d");
}

TEST(Configuration, HoldsEveryKindOfValue) {
    const Settings settings = settings_of("tcp_end = true\nactive = 5\nidle = 0.25\nmax_flows = 1_000\nmode = 'native'\n"
                                          "stats = \"/run/s\\u00e4.json\"\ndomain = 4294967295\n");

    EXPECT_TRUE(settings.tcp_end);
    EXPECT_EQ(settings.active_s, 5);
    EXPECT_EQ(settings.idle_s, 0.25);
    EXPECT_EQ(settings.max_flows, 1000U);
    EXPECT_EQ(settings.mode, "native");
    EXPECT_EQ(settings.stats, "/run/s\xc3\xa4.json");
    EXPECT_EQ(settings.observation_domain, 4'294'967'295U);
}

TEST(Configuration, HoldsLevelsOfTunnels) {
    EXPECT_EQ(settings_of("").tunnel, 0U);
    EXPECT_EQ(settings_of("tunnel = true\n").tunnel, 4U);
    EXPECT_EQ(settings_of("tunnel = false\n").tunnel, 0U);
    EXPECT_EQ(settings_of("tunnel = 8\n").tunnel, 8U);
    for (const std::string value : {"-1", "9", "1.0", "\"true\"", "[4]"})
        EXPECT_THAT(mistakes("tunnel = " + value + "\n"),
                    ElementsAre("f.toml:1:10: tunnel must be true, false or a whole number from 0 to 8"))
            << value;
}

TEST(Configuration, HoldsListsOrOneText) {
    const Settings settings = settings_of("interface = [\"eth0\", \"eth1\"]\ncollector = \"udp://192.0.2.1:4739\"\n"
                                          "fields = [\"IN_PKTS IN_BYTES\", \"PROTOCOL\"]\ndroppers = []\n");

    EXPECT_THAT(settings.interfaces, ElementsAre("eth0", "eth1"));
    EXPECT_THAT(settings.collectors, ElementsAre("udp://192.0.2.1:4739"));
    EXPECT_THAT(settings.fields, ElementsAre("IN_PKTS IN_BYTES", "PROTOCOL"));
    EXPECT_THAT(settings.droppers, IsEmpty());
}

TEST(Configuration, RefusesUnknownSettingsWithAGuess) {
    EXPECT_THAT(mistakes("active = 1\n  actve = 1\n"),
                ElementsAre("f.toml:2:3: unknown setting \"actve\"; did you mean active?"));
    EXPECT_THAT(mistakes("tcp-end = true\n"), ElementsAre("f.toml:1:1: unknown setting \"tcp-end\"; did you mean tcp_end?"));
    EXPECT_THAT(mistakes("colour = 1\n"), ElementsAre("f.toml:1:1: unknown setting \"colour\"; `man xdpflow.toml` lists them"));
    EXPECT_THAT(mistakes("\"a\\nb\" = 1\n"), ElementsAre("f.toml:1:1: unknown setting \"a?b\"; `man xdpflow.toml` lists them"));
}

TEST(Configuration, HasNoTables) {
    EXPECT_THAT(
        mistakes("[export]\nactive = 1\n"),
        ElementsAre(
            "f.toml:1:2: \"export\" is a table; there are none in this file but [[monitor]] and [[policy]]: write every line as `name = value`"));
    EXPECT_THAT(
        mistakes("active.x = 1\n"),
        ElementsAre(
            "f.toml:1:1: \"active\" is a table; there are none in this file but [[monitor]] and [[policy]]: write every line as `name = value`"));
}

TEST(Configuration, RefusesTheWrongKindOfValue) {
    EXPECT_THAT(mistakes("tcp_end = 1\n"), ElementsAre("f.toml:1:11: tcp_end must be true or false"));
    EXPECT_THAT(mistakes("active =  \"5\"\n"),
                ElementsAre("f.toml:1:11: active must be a number of seconds from 0 to 1000000000"));
    EXPECT_THAT(mistakes("max_flows = 1.0\n"), ElementsAre("f.toml:1:13: max_flows must be a whole number from 1 to 268435456"));
    EXPECT_THAT(mistakes("mode = true\n"), ElementsAre("f.toml:1:8: mode must be one of: auto, native, generic, tc"));
    EXPECT_THAT(mistakes("stats = 2024-01-01\n"), ElementsAre("f.toml:1:9: stats must be a text in quotes"));
    EXPECT_THAT(mistakes("interface = 1\n"),
                ElementsAre("f.toml:1:13: interface must be a text in quotes, or a list of them: [\"...\", \"...\"]"));
    EXPECT_THAT(mistakes("interface = [\"eth0\",\n  [\"eth1\"]]\n"),
                ElementsAre("f.toml:2:3: interface must be a text in quotes, or a list of them: [\"...\", \"...\"]"));
}

TEST(Configuration, RefusesValuesOutOfRange) {
    for (const std::string value : {"-1", "1000000001", "nan", "inf", "-inf"})
        EXPECT_THAT(mistakes("idle = " + value + "\n"),
                    ElementsAre("f.toml:1:8: idle must be a number of seconds from 0 to 1000000000"))
            << value;
    EXPECT_THAT(mistakes("interval = 0.009\n"),
                ElementsAre("f.toml:1:12: interval must be a number of seconds from 0.01 to 3600"));
    for (const std::string value : {"0", "-1", "268435457", "9223372036854775807", "-9223372036854775808"})
        EXPECT_THAT(mistakes("max_flows = " + value + "\n"),
                    ElementsAre("f.toml:1:13: max_flows must be a whole number from 1 to 268435456"))
            << value;
    EXPECT_THAT(mistakes("mode = \"fast\"\n"), ElementsAre("f.toml:1:8: mode must be one of: auto, native, generic, tc"));
    EXPECT_THAT(mistakes("stats = \"a\\u0000b\"\n"), ElementsAre("f.toml:1:9: stats must not contain control characters"));
}

TEST(Configuration, RefusesMoreThanSixteenCollectors) {
    std::string list = "\"h\"";
    for (int i = 2; i <= 16; i++) list += ", \"h\"";

    EXPECT_THAT(mistakes("collector = [" + list + "]\n"), IsEmpty());
    EXPECT_THAT(mistakes("active = 1\ncollector = [" + list + ", \"h\"]\n"),
                ElementsAre("f.toml:2:13: more than 16 collectors; leave some out, or let one pass flows on"));
}

TEST(Configuration, RefusesAddressesAndInterfacesThatAreNone) {
    EXPECT_THAT(mistakes("collector = [\"udp://192.0.2.1\", \"ftp://192.0.2.1\"]\n"),
                ElementsAre("f.toml:1:33: \"ftp://192.0.2.1\" is not the address of a collector: cannot export over \"ftp\"; "
                            "choose one of: udp, tcp, tls, sctp, unix, file, kafka"));
    EXPECT_THAT(
        mistakes("interface = [\"eth0\", \"\", \"a/b\"]\n"),
        ElementsAre("f.toml:1:22: \"\" is not the name of an interface: it has 1 to 127 characters, no blank and no \"/\"",
                    "f.toml:1:26: \"a/b\" is not the name of an interface: it has 1 to 127 characters, no blank and no \"/\""));
}

TEST(Configuration, HasAllMistakesToldInTheOrderOfTheirPlaces) {
    EXPECT_THAT(mistakes("# Größe\nmode = 7\n\nactive = -1; idle = 2\n"), testing::SizeIs(1));  // syntax hides the rest
    EXPECT_THAT(mistakes("# Größe\nmode = 7\n\nactive = -1\n\tactiv = 1\ncollector = [\"x:0\", 7]\n"),
                ElementsAre("f.toml:2:8: mode must be one of: auto, native, generic, tc",
                            "f.toml:4:10: active must be a number of seconds from 0 to 1000000000",
                            "f.toml:5:2: unknown setting \"activ\"; did you mean active?",
                            "f.toml:6:14: \"x:0\" is not the address of a collector: \"0\" is not a port; choose 1 to 65535",
                            "f.toml:6:21: collector must be a text in quotes, or a list of them: [\"...\", \"...\"]"));
}

}  // namespace
}  // namespace config
