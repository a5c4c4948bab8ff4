// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/api/router.hpp"
#include "tests/unit/probe/api/answers.hpp"

namespace probe::api {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::string detail(const Response& response) { return Json::parse(response.body).at("detail"); }

Response ask(const std::string& method, const std::string& target, Role role = Role::admin) {
    Told told;
    return answer({.method = method, .target = target}, told, role);
}

TEST(Router, TellsWhatIsWrongAsAProblemDocument) {
    const Response response = ask("GET", "/v1/statu");

    EXPECT_EQ(response.status, 404U);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.body, "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                             "\"detail\":\"there is no \\\"/v1/statu\\\"; did you mean /v1/status?\"}\n");
}

TEST(Router, TellsTheMethodsOfAPath) {
    const Response wrong = ask("DELETE", "/v1/configuration");
    EXPECT_EQ(wrong.status, 405U);
    EXPECT_THAT(wrong.headers, Contains(Header{"Allow", "GET, PUT, PATCH, HEAD, OPTIONS"}));

    const Response asked = ask("OPTIONS", "/v1/status");
    EXPECT_EQ(asked.status, 204U);
    EXPECT_EQ(asked.body, "");
    EXPECT_THAT(asked.headers, Contains(Header{"Allow", "GET, HEAD, OPTIONS"}));

    EXPECT_EQ(ask("get", "/v1/status").status, 405U);
    EXPECT_EQ(ask("OPTIONS", "/none").status, 404U);
}

TEST(Router, WantsATokenForEverything) {
    for (const char* target : {"/v1/status", "/none", "no path"}) {
        const Response response = ask("GET", target, Role::none);
        EXPECT_EQ(response.status, 401U) << target;
        EXPECT_THAT(response.headers, Contains(Header{"WWW-Authenticate", "Bearer realm=\"xdpflow\""}));
    }
}

TEST(Router, LetsReadersChangeNothing) {
    EXPECT_EQ(ask("GET", "/v1/configuration", Role::reader).status, 200U);
    for (const char* method : {"PUT", "PATCH"}) {
        EXPECT_EQ(ask(method, "/v1/configuration", Role::reader).status, 403U);
        EXPECT_EQ(ask(method, "/v1/configuration?dry_run=true", Role::reader).status, 403U);
    }
    EXPECT_THAT(detail(ask("PATCH", "/v1/configuration", Role::reader)),
                HasSubstr("needs the role admin; the token is read-only"));
}

TEST(Router, RefusesWhatItDoesNotUnderstand) {
    EXPECT_EQ(ask("GET", "*").status, 400U);
    EXPECT_EQ(ask("GET", "/v1/status?cost=perhaps").status, 400U);
    const Response unknown = ask("GET", "/v1/status?costs=true");
    EXPECT_EQ(unknown.status, 400U);
    EXPECT_EQ(detail(unknown), "unknown parameter \"costs\"; did you mean cost?");
}

TEST(Router, AnswersHeadAsGet) { EXPECT_EQ(ask("HEAD", "/v1/health").body, ask("GET", "/v1/health").body); }

}  // namespace
}  // namespace probe::api
