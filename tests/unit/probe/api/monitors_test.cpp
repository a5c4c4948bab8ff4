// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/probe/api/answers.hpp"

namespace probe::api {
namespace {

using testing::HasSubstr;

Response put(const std::string& body, const std::string& type = "application/json", Role role = Role::admin) {
    Told told;
    return answer({.method = "PUT", .target = "/v1/monitors/mine", .body = body, .content_type = type}, told, role);
}

std::string detail(const Response& response) { return Json::parse(response.body).at("detail").get<std::string>(); }

TEST(MonitorsEndpoint, ListsThoseThatRun) { EXPECT_EQ(get("/v1/monitors").body, "{\"monitors\":[]}\n"); }

TEST(MonitorsEndpoint, KnowsNoOthers) {
    EXPECT_EQ(get("/v1/monitors/none").status, 404U);
    EXPECT_EQ(detail(get("/v1/monitors/none")), "there is no monitor \"none\"");
    EXPECT_EQ(get("/v1/monitors/").status, 404U);
    EXPECT_EQ(get("/v1/monitors/a/b").status, 404U);
    Told told;
    EXPECT_EQ(answer({.method = "DELETE", .target = "/v1/monitors/none"}, told).status, 404U);
}

TEST(MonitorsEndpoint, IsChangedByAdminsAlone) {
    Told told;
    EXPECT_EQ(put("{}", "application/json", Role::reader).status, 403U);
    EXPECT_EQ(answer({.method = "DELETE", .target = "/v1/monitors/none"}, told, Role::reader).status, 403U);
    EXPECT_EQ(answer({.target = "/v1/monitors"}, told, Role::reader).status, 200U);
}

TEST(MonitorsEndpoint, TellsWhatIsWrongWithABody) {
    EXPECT_EQ(put("x", "text/plain").status, 415U);
    for (const char* body :
         {"", "[]", "7", R"({"interface":{"a":1}})", R"({"metric":3})", R"({"metric":[3]})", R"({"interface":[[]]})"})
        EXPECT_EQ(put(body).status, 400U) << body;
    EXPECT_EQ(detail(put("{}")), "this monitor has no interface");
    const Response wrong = put(R"({"interface":"lo","code":"x","metric":[{"name":"m","agg":"max"},{"nam":1}]})");
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_EQ(Json::parse(wrong.body).at("mistakes").size(), 3U);
    EXPECT_THAT(wrong.body, HasSubstr("did you mean name?"));
    EXPECT_THAT(detail(put("interface = \"lo\"\nsource = \"/etc/shadow\"\n", "application/toml")), HasSubstr("over the API"));
    EXPECT_THAT(detail(put(R"({"interface":"lo","code":"x","name":"other"})")), HasSubstr("name is \"other\""));
}

TEST(MonitorsEndpoint, TellsWhereATextIsWrong) {
    const Response wrong = put(R"({"interface":"lo","code":"int a;\nint b = c;\n"})");
    EXPECT_EQ(wrong.status, 422U);
    const Json body = Json::parse(wrong.body);
    EXPECT_EQ(body.at("line"), 2);
    EXPECT_THAT(detail(wrong), HasSubstr("use of undeclared identifier 'c'"));
}

TEST(MonitorsEndpoint, WaitsForAnotherConfiguration) {
    Told told;
    told.monitors->is_busy = [] { return true; };
    const Response busy = answer({.method = "DELETE", .target = "/v1/monitors/none"}, told);
    EXPECT_EQ(busy.status, 503U);
    EXPECT_EQ(busy.headers, (std::vector<Header>{{"Retry-After", "1"}}));
}

}  // namespace
}  // namespace probe::api
