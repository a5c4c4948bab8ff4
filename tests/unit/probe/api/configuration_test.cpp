// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/api/configuration.hpp"
#include "tests/unit/probe/api/answers.hpp"

namespace probe::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> mistakes(const std::string& text) {
    std::vector<std::string> lines;
    for (const SettingMistake& mistake : patched({}, text).mistakes) lines.push_back(mistake.setting + ": " + mistake.message);
    return lines;
}

Response patch(const std::string& body, Told& told, const std::string& query = "", const std::string& method = "PATCH") {
    return answer({.method = method, .target = "/v1/configuration" + query, .body = body, .content_type = "application/json"},
                  told);
}

TEST(Patch, ChangesWhatItNames) {
    config::Settings settings;
    settings.idle_s = 5;

    const Patched result =
        patched(settings, R"({"active": 60, "fields": "IN_PKTS PROTOCOL", "interface": ["eth0"], "tcp_end": true})");

    EXPECT_THAT(result.mistakes, IsEmpty());
    EXPECT_EQ(result.settings.active_s, 60);
    EXPECT_EQ(result.settings.idle_s, 5);
    EXPECT_THAT(result.settings.fields, ElementsAre("IN_PKTS PROTOCOL"));
    EXPECT_TRUE(result.settings.tcp_end);
    EXPECT_THAT(result.changed, testing::UnorderedElementsAre("active", "fields", "interface", "tcp_end"));
}

TEST(Patch, TakesNullForTheDefault) {
    config::Settings settings;
    settings.idle_s = 5;
    EXPECT_EQ(patched(settings, R"({"idle": null})").settings.idle_s, 30);
    EXPECT_THAT(patched(settings, R"({"idle": 5})").changed, IsEmpty());
}

TEST(Patch, ThatReplacesLeavesNothingAsItWas) {
    config::Settings settings;
    settings.idle_s = 5;
    const Patched result = patched(settings, R"({"active": 60})", true);
    EXPECT_EQ(result.settings.idle_s, 30);
    EXPECT_THAT(result.changed, testing::UnorderedElementsAre("active", "idle"));
}

TEST(Patch, TellsEveryMistakeWithItsSetting) {
    EXPECT_THAT(mistakes(R"({"active": "x", "actve": 1, "fields": "IN_PKT", "idle": 2})"),
                testing::UnorderedElementsAre(HasSubstr("active: active must be a number of seconds"),
                                              HasSubstr("actve: unknown setting \"actve\"; did you mean"),
                                              "fields: unknown field \"IN_PKT\"; did you mean IN_PKTS?"));
    EXPECT_THAT(mistakes(R"({"fields": {"a": 1}})"), ElementsAre("fields: fields must not be an object"));
    EXPECT_THAT(mistakes(R"({"a\"]\nb": 1})"), ElementsAre(HasSubstr("unknown setting")));
    for (const char* text : {"", "[]", "1", "{", "{\"active\": }", "\xff"})
        EXPECT_THAT(mistakes(text), ElementsAre(HasSubstr("not a JSON object"))) << text;
}

TEST(Patch, IsNoWayToSmuggleLinesIn) {
    const Patched result = patched({}, R"({"stats": "a\"\nactive = 60\nx = \""})");
    EXPECT_EQ(result.settings.active_s, 120);
}

TEST(Settings, HideSecrets) {
    config::Settings settings;
    settings.collectors = {"kafka://192.0.2.1/flows?sasl.username=me&sasl.password=hush&acks=all"};

    EXPECT_EQ(to_json(settings).at("collector").at(0), "kafka://192.0.2.1/flows?sasl.username=me&sasl.password=***&acks=all");
    EXPECT_THAT(mistakes(R"({"collector": "kafka://h/t?sasl.password=***"})"),
                ElementsAre(HasSubstr("stands for what is not shown")));
}

TEST(ConfigurationEndpoint, AsksForTheChange) {
    Told told;
    told.changed = probe::Outcome{.changed = {"active"}, .program = true, .all = std::chrono::milliseconds(12)};
    const Response response = patch(R"({"active": 60})", told);

    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(Json::parse(response.body).at("changed"), Json{"active"});
    EXPECT_EQ(Json::parse(response.body).at("program"), true);
    EXPECT_EQ(Json::parse(response.body).at("ms"), 12);
    ASSERT_EQ(told.wanted.size(), 1U);
    EXPECT_EQ(told.wanted[0].active_s, 60);
}

TEST(ConfigurationEndpoint, TellsWhyAChangeFailed) {
    Told told;
    told.changed = tl::unexpected(Error{"bad", "f.h", 3, 4});
    const Response response = patch("{}", told);

    EXPECT_EQ(response.status, 422U);
    EXPECT_EQ(Json::parse(response.body).at("detail"), "f.h:3:4: bad");
    EXPECT_EQ(Json::parse(response.body).at("line"), 3);
}

TEST(ConfigurationEndpoint, RefusesMistakesWithoutAskingForAnything) {
    Told told;
    EXPECT_EQ(patch(R"({"active": -1})", told).status, 422U);
    EXPECT_EQ(patch(R"({"active": -1})", told, "?dry_run=true").status, 422U);
    EXPECT_EQ(patch("{}", told, "?dry_run=maybe").status, 400U);
    EXPECT_EQ(answer({.method = "PATCH", .target = "/v1/configuration", .body = "active=1"}, told).status, 415U);
    EXPECT_THAT(told.wanted, IsEmpty());
}

TEST(ConfigurationEndpoint, ChangesWhatHoldsWhenItsTurnComes) {
    Told told;
    config::Settings present;
    present.idle_s = 5;
    told.present = std::make_shared<config::Settings>(present);
    EXPECT_EQ(patch(R"({"active": 60})", told).status, 200U);
    EXPECT_EQ(told.wanted.at(0).active_s, 60);
    EXPECT_EQ(told.wanted.at(0).idle_s, 5);
}

TEST(ConfigurationEndpoint, TakesAPutForAll) {
    Told told;
    told.observation.settings = std::make_shared<config::Settings>([] {
        config::Settings settings;
        settings.idle_s = 5;
        return settings;
    }());
    EXPECT_EQ(patch(R"({"active": 60})", told, "", "PUT").status, 200U);
    EXPECT_EQ(told.wanted.at(0).active_s, 60);
    EXPECT_EQ(told.wanted.at(0).idle_s, 30);
}

}  // namespace
}  // namespace probe::api
