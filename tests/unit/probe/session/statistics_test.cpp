// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

#include "probe/session/statistics.hpp"
#include "tests/support/metered.hpp"
#include "tests/support/scratch.hpp"

namespace probe {

namespace {

Statistics some() {
    Statistics statistics;
    statistics.total.frames = 108;
    statistics.total.octets = 5000;
    statistics.total.non_ip = 7;
    statistics.total.malformed = 3;
    statistics.total.lost_records = 2;
    statistics.total.lost_packets = 5;
    statistics.total.lost_octets = 300;
    statistics.total.evicted = 4;
    statistics.total.dropped[0] = 9;
    statistics.total.filtered = 8;
    statistics.total.not_sampled = 4;
    statistics.unsupported = 11;
    statistics.active_flows = 6;
    statistics.exported = {20, 85, 4700};
    statistics.has_packets = true;
    statistics.mode = "native";
    statistics.duration = std::chrono::milliseconds(1500);
    statistics.ports.push_back({"eth0", 3, "generic", statistics.total});
    return statistics;
}

nlohmann::json json_of(const Statistics& statistics) {
    const auto plan = make_plan({{"IN_PKTS"}, {"all"}, {}}, support::built_in());
    return nlohmann::json::parse(to_json(statistics, *plan));
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST(Statistics, AccountForEveryFrame) {
    const auto json = json_of(some());

    EXPECT_EQ(json["frames"], 119);  // those of other link types never reached the program
    EXPECT_EQ(json["packets"], 85);
    EXPECT_EQ(json["non_ip"], 7);
    EXPECT_EQ(json["malformed"], 3);
    EXPECT_EQ(json["unsupported"], 11);
    EXPECT_EQ(json["filtered"], 8);
    EXPECT_EQ(json["not_sampled"], 4);
    EXPECT_EQ(json["lost"]["log_full"], 5);
    EXPECT_EQ(85 + 7 + 3 + 11 + 8 + 5, 119);
}

TEST(Statistics, CountLossesInRecordsWithoutPackets) {
    Statistics statistics = some();
    statistics.has_packets = false;

    const auto json = json_of(statistics);

    EXPECT_EQ(json["lost"]["log_full"], 2);
    EXPECT_EQ(json["packets"], 86);  // frames that are neither non_ip, malformed, not sampled nor filtered
}

TEST(Statistics, CountLostStatesWhereThereAreAny) {
    Statistics statistics = some();
    EXPECT_FALSE(json_of(statistics).contains("lost_states"));
    EXPECT_EQ(summary(statistics).find("states"), std::string::npos);

    statistics.lost_states = 12;

    EXPECT_EQ(json_of(statistics)["lost_states"], 12);
    EXPECT_NE(summary(statistics).find(", 12 states of flows lost"), std::string::npos) << summary(statistics);
}

TEST(Statistics, CountFragmentsWithoutTheFirstOneWhereTheyGetPorts) {
    Statistics statistics = some();
    EXPECT_FALSE(json_of(statistics).contains("fragments_without_first"));

    statistics.fragments_without_first = 21;

    EXPECT_EQ(json_of(statistics)["fragments_without_first"], 21);
    EXPECT_NE(summary(statistics).find(", 21 fragments without the first one"), std::string::npos) << summary(statistics);
}

TEST(Statistics, CountFlowsThatWereExportedAndThatAreActive) {
    EXPECT_EQ(json_of(some())["flows"], 26);
    EXPECT_EQ(json_of(some())["exported"], 20);
}

TEST(Statistics, CountFailedLookupsWhereThereAreDataBases) {
    EXPECT_FALSE(json_of(some()).contains("failed_lookups"));
    Statistics statistics = some();
    statistics.failed_lookups = 3;
    EXPECT_EQ(json_of(statistics)["failed_lookups"], 3);
}

TEST(Statistics, NameEveryDropper) { EXPECT_EQ(json_of(some())["dropped"], (nlohmann::json{{"all", 9}})); }

TEST(Statistics, ListTheInterfaces) {
    const auto port = json_of(some())["interfaces"].at(0);

    EXPECT_EQ(port["name"], "eth0");
    EXPECT_EQ(port["index"], 3);
    EXPECT_EQ(port["mode"], "generic");
    EXPECT_EQ(port["frames"], 108);
    EXPECT_EQ(port["filtered"], 8);
}

TEST(Statistics, AreOneLine) {
    const auto plan = make_plan({{"IN_PKTS"}, {}, {}}, support::built_in());
    const std::string text = to_json(some(), *plan);

    EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(Statistics, ReplaceTheirFileAtOnce) {
    const support::Scratch folder;
    folder.write("stats", "old and longer than the new content");

    ASSERT_TRUE(write_statistics(folder / "stats", "new\n"));

    EXPECT_EQ(content_of(folder / "stats"), "new\n");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Statistics, AreWrittenToDevicesAsTheyAre) {
    EXPECT_TRUE(write_statistics("/dev/null", "new\n"));
    const support::Scratch scratch;
    std::filesystem::create_symlink(scratch.write("file", "old, and longer\n"), scratch / "link");
    EXPECT_TRUE(write_statistics((scratch / "link").string(), "new\n"));
    EXPECT_TRUE(std::filesystem::is_symlink(scratch / "link"));
    std::ifstream file(scratch / "file");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "new\n");
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(Statistics, SayWhyTheyCannotBeWritten) {
    EXPECT_EQ(write_statistics("/nonexistent/stats", "x").error().text(),
              "cannot write the statistics to /nonexistent/stats: No such file or directory; choose another file for --stats");
    EXPECT_EQ(write_statistics("/dev/full", "x").error().text(),
              "cannot write the statistics to /dev/full: No space left on device; choose another file for --stats");
}

TEST(Summary, IsALineForPeople) {
    EXPECT_EQ(
        summary(some()),
        "119 frames in 1.5 s (79 frames/s), 20 flows, lost 5, 7 not IP, 3 malformed, 8 of our own to collectors, 4 not sampled, "
        "11 of unsupported link types");
}

TEST(Summary, TellsWhichFlowsACollectorCannotBeSent) {
    Statistics statistics = some();
    exporter::CollectorReport& report = statistics.collectors.emplace_back();
    report.collector = {.protocol = config::Protocol::netflow5, .host = "192.0.2.1", .port = 2055};
    report.encoding = {4, 5, 6};

    EXPECT_THAT(summary(statistics),
                ::testing::HasSubstr("; 4 flows not for netflow5+udp://192.0.2.1:2055, whose protocol cannot carry them"));
    const auto collector = json_of(statistics)["collectors"].at(0);
    EXPECT_EQ(collector["unsupported_flows"], 4);
    EXPECT_EQ(collector["inexact_flows"], 5);
    EXPECT_EQ(collector["added_records"], 6);
}

TEST(Statistics, TellWhyACollectorIsAway) {
    Statistics statistics = some();
    exporter::CollectorReport& report = statistics.collectors.emplace_back();
    report.state = exporter::CollectorState::unreachable;
    report.reason = "the file \xff is none";
    EXPECT_EQ(json_of(statistics)["collectors"].at(0)["reason"],
              "the file \xef\xbf\xbd is none");  // what is no UTF-8 is replaced
}

TEST(Summary, ScalesTheRate) {
    Statistics statistics;
    statistics.duration = std::chrono::seconds(1);
    statistics.total.frames = 1'234'567;

    EXPECT_EQ(summary(statistics), "1234567 frames in 1.0 s (1.2 M frames/s), 0 flows, lost 0");
}

TEST(Summary, SurvivesNoTimeAtAll) { EXPECT_EQ(summary({}), "0 frames in 0.0 s (0 frames/s), 0 flows, lost 0"); }

}  // namespace probe
