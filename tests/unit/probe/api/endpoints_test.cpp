// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "probe/api/endpoints.hpp"
#include "tests/unit/probe/api/answers.hpp"

namespace probe::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Told of_two_interfaces() {
    Told told;
    Statistics& statistics = told.observation.statistics;
    for (const char* name : {"eth0", "eth1"}) {
        PortStatistics port{name, statistics.ports.empty() ? 3U : 4U, "native", {}, true, "in"};
        port.counters.frames = 100;
        port.counters.octets = 6000;
        port.counters.malformed = 2;
        statistics.ports.push_back(port);
    }
    statistics.total.frames = 200;
    statistics.attaching = {2, 0, {}};
    statistics.mode = "native";
    statistics.active_flows = 7;
    told.observation.fields = {"IN_PKTS", "PROTOCOL"};
    return told;
}

TEST(Status, TellsWhatRunsAndHowItIsGoing) {
    Told told = of_two_interfaces();

    const Json body = Json::parse(get("/v1/status", told).body);

    EXPECT_EQ(body.at("health"), "ok");
    EXPECT_EQ(body.at("frames"), 200);
    EXPECT_EQ(body.at("active_flows"), 7);
    EXPECT_EQ(body.at("attached"), 2);
    EXPECT_EQ(body.at("fields"), (Json{"IN_PKTS", "PROTOCOL"}));
    EXPECT_FALSE(body.contains("cost"));
    EXPECT_THAT(told.measures, ElementsAre(false));
}

TEST(Status, TellsTheCostOfThoseThatSawPackets) {
    Told told = of_two_interfaces();
    told.observation.cost = Cost{{{"eth0", "in", 100, 1500}, {"eth1", "in", 0, 0}, {"eth1", "out", 100, 4500}}, ""};

    const Json status = Json::parse(get("/v1/status?cost=true", told).body);
    const Json interfaces = Json::parse(get("/v1/interfaces?cost", told).body).at("interfaces");

    EXPECT_THAT(told.measures, ElementsAre(true, true));
    EXPECT_EQ(status.at("cost"), (Json{{"ns_per_packet", 30.0}, {"packets", 200}, {"problem", ""}}));
    EXPECT_EQ(interfaces.at(0).at("ns_per_packet"), 15.0);
    EXPECT_TRUE(interfaces.at(1).at("ns_per_packet").is_null());
}

TEST(Interfaces, AreThoseOfTheStatistics) {
    Told told = of_two_interfaces();

    const Json body = Json::parse(get("/v1/interfaces", told).body);

    EXPECT_EQ(body.at("interfaces").at(1).at("name"), "eth1");
    EXPECT_EQ(body.at("interfaces").at(1).at("malformed"), 2);
    EXPECT_EQ(body.at("attaching").at("attached"), 2);
}

TEST(PolicyList, TellsWhatTheySeeAndWhatTheyHaveChanged) {
    Told told = of_two_interfaces();
    PolicyReport flood{"flood", true,       std::chrono::steady_clock::now() - std::chrono::seconds(5), {}, "fields", {}, 3,
                       1,       "no memory"};
    flood.numbers = {{config::Metric::new_flow_ratio, 0.25, 0.1, false}};
    told.observation.policies = {flood, {"budget", false, {}, {}, "", {}, 0, 0, ""}};

    const Json list = Json::parse(get("/v1/policies", told).body).at("policies");

    ASSERT_EQ(list.size(), 2U);
    EXPECT_GE(list.at(0).at("active_seconds"), 5);
    EXPECT_LT(list.at(0).at("active_seconds"), 60);
    Json first = list.at(0);
    first.erase("active_seconds");
    EXPECT_EQ(first, Json::parse(R"({"name": "flood", "active": true, "sets": "fields", "shed": [], "numbers":
        [{"metric": "new_flow_ratio", "value": 0.25, "side": "below", "threshold": 0.1}], "decisions": 3, "refused": 1,
        "last_refusal": "no memory"})"));
    EXPECT_TRUE(list.at(1).at("active_seconds").is_null());
    EXPECT_THAT(get("/metrics", told).body, HasSubstr("xdpflow_policy_active{policy=\"flood\"} 1\n"));
    EXPECT_THAT(get("/metrics", told).body, HasSubstr("xdpflow_policy_decisions_total{policy=\"flood\",result=\"refused\"} 1\n"));
}

TEST(Counters, AreWhatStatsWrites) {
    Told told = of_two_interfaces();

    EXPECT_EQ(get("/v1/counters", told).body, to_json(told.observation.statistics, {}, false));
}

TEST(Health, IsWorstOfItsChecks) {
    Told told = of_two_interfaces();
    EXPECT_EQ(get("/v1/health", told).status, 200U);

    told.observation.statistics.attaching->missing = {"eth9"};
    EXPECT_EQ(Json::parse(get("/v1/health", told).body).at("status"), "degraded");
    EXPECT_EQ(get("/v1/health", told).status, 200U);

    told.observation.statistics.attaching->attached = 0;
    EXPECT_EQ(Json::parse(get("/v1/health", told).body).at("status"), "failing");
    EXPECT_EQ(get("/v1/health", told).status, 503U);
}

TEST(Health, RemembersALossForAMinute) {
    Told told = of_two_interfaces();
    told.observation.at = Observation::Clock::time_point(std::chrono::seconds(1000));
    const auto seconds_ago = [&](int seconds) {
        told.observation.last_loss = told.observation.at - std::chrono::seconds(seconds);
        return Json::parse(get("/v1/health", told).body).at("status");
    };

    EXPECT_EQ(seconds_ago(59), "degraded");
    EXPECT_EQ(seconds_ago(60), "ok");
}

TEST(Health, FailsOnlyIfAllCollectorsAreAway) {
    Told told = of_two_interfaces();
    auto& collectors = told.observation.statistics.collectors;
    collectors.resize(2);
    collectors[0].state = exporter::CollectorState::unreachable;
    collectors[1].state = exporter::CollectorState::reachable;
    EXPECT_EQ(Json::parse(get("/v1/health", told).body).at("status"), "degraded");

    collectors[1].state = exporter::CollectorState::unresolved;
    EXPECT_EQ(Json::parse(get("/v1/health", told).body).at("status"), "failing");
}

TEST(FlowsEndpoint, HandsOnWhatIsSearchedFor) {
    Told told;
    FlowPage page;
    page.flows = {R"({"PROTOCOL":6,"IN_PKTS":3})", R"({"PROTOCOL":6,"IN_PKTS":2})"};
    page.matching = 5;
    page.examined = 9;
    page.order = FlowOrder::packets;
    told.page = page;

    const Json body =
        Json::parse(get("/v1/flows?limit=2&offset=1&order=packets&PROTOCOL=6&IPV6_SRC_ADDR=2001:db8::/32", told).body);

    ASSERT_EQ(told.queries.size(), 1U);
    EXPECT_EQ(told.queries[0].limit, 2U);
    EXPECT_EQ(told.queries[0].offset, 1U);
    EXPECT_EQ(told.queries[0].order, FlowOrder::packets);
    EXPECT_THAT(told.queries[0].where,
                ElementsAre(testing::Pair("PROTOCOL", "6"), testing::Pair("IPV6_SRC_ADDR", "2001:db8::/32")));
    EXPECT_EQ(body.at("matching"), 5);
    EXPECT_EQ(body.at("flows").at(1).at("IN_PKTS"), 2);
    EXPECT_EQ(body.at("next"), "/v1/flows?limit=2&offset=3&order=packets&PROTOCOL=6&IPV6_SRC_ADDR=2001%3Adb8%3A%3A%2F32");
}

TEST(FlowsEndpoint, HasALastPage) {
    Told told;
    told.page->matching = 20;
    EXPECT_TRUE(Json::parse(get("/v1/flows", told).body).at("next").is_null());
    told.page->matching = 21;
    EXPECT_FALSE(Json::parse(get("/v1/flows", told).body).at("next").is_null());
}

TEST(FlowsEndpoint, IsBounded) {
    EXPECT_EQ(get("/v1/flows?limit=1000&offset=9000").status, 200U);
    for (const char* query : {"limit=0", "limit=1001", "limit=1000&offset=9001", "offset=-1", "order=size"})
        EXPECT_EQ(get(std::string("/v1/flows?") + query).status, 400U) << query;
    Told told;
    told.page = tl::unexpected(Error{"no such field", {}, 0, 0});
    EXPECT_EQ(get("/v1/flows?NONE=1", told).status, 400U);
}

TEST(Events, BeginWhereTheClientLeftOff) {
    Told told;
    EXPECT_EQ(get("/v1/events").body, "events after 0");
    EXPECT_EQ(get("/v1/events?since=12").body, "events after 12");
    EXPECT_EQ(answer({.target = "/v1/events", .last_event_id = "7"}, told).body, "events after 7");
    EXPECT_EQ(get("/v1/events?since=x").status, 400U);
}

TEST(Fields, AreThoseOfTheCatalogue) {
    const Json fields = Json::parse(get("/v1/fields").body).at("fields");
    const auto is_packets = [](const Json& field) { return field.at("name") == "IN_PKTS" && field.at("id") == 2; };
    EXPECT_TRUE(std::any_of(fields.begin(), fields.end(), is_packets));
}

// The document and the router say the same: each path, method and parameter of one is in the other.
TEST(OpenApi, DescribesEveryEndpoint) {
    const Response response = get("/v1/openapi.json");
    const Json document = Json::parse(response.body);
    std::set<std::string> described, served;
    for (const auto& [path, methods] : document.at("paths").items())
        for (const auto& [method, operation] : methods.items()) {
            std::string line = method + " " + path;
            std::set<std::string> names;
            if (operation.contains("parameters"))
                for (const Json& parameter : operation.at("parameters"))
                    if (parameter.at("name") != "field" && parameter.at("in") == "query") names.insert(parameter.at("name"));
            for (const std::string& name : names) line += " " + name;
            described.insert(line);
        }
    for (const Route& route : endpoints()) {
        std::string line = route.method + " " + route.path;
        std::transform(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(route.method.size()), line.begin(),
                       [](unsigned char letter) { return std::tolower(letter); });
        const std::set<std::string> names(route.parameters.begin(), route.parameters.end());
        for (const std::string& name : names) line += " " + name;
        served.insert(line);
    }

    EXPECT_EQ(document.at("openapi"), "3.1.0");
    EXPECT_EQ(described, served);
}

}  // namespace
}  // namespace probe::api
