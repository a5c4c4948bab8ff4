// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "probe/session/load_sources.hpp"
#include "tests/support/scratch.hpp"

namespace probe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsNull;

std::string complaint(const config::Settings& settings) {
    const auto sources = load_sources(settings);
    return sources ? "none" : sources.error().text();
}

TEST(LoadedSources, AreNoneUnlessSet) {
    const auto sources = load_sources({});

    ASSERT_TRUE(sources);
    EXPECT_THAT((*sources)->configured, IsEmpty());
    EXPECT_THAT((*sources)->addresses, IsNull());
    EXPECT_TRUE((*sources)->interface_networks.empty());
    EXPECT_EQ((*sources)->probe.active_s, 120);
    EXPECT_EQ((*sources)->probe.idle_s, 30);
}

TEST(LoadedSources, AreThoseOfTheSettings) {
    const support::Scratch scratch;
    config::Settings settings;
    settings.as_list = scratch.write("as.txt", "64496:192.0.2.0/24\n");
    settings.if_networks = {"192.0.2.0/24@3", "@" + scratch.write("rules", "02:00:00:00:00:01@4\n").string()};
    settings.local_networks = {"10.0.0.0/8,2001:db8::/32"};
    settings.local_traffic_direction = settings.route_lookup = true;
    settings.engine = "2:3";
    settings.observation_domain = 77;
    settings.instance_name = "edge";
    settings.active_s = 1e9;
    settings.idle_s = 0.25;
    const auto sources = load_sources(settings);

    ASSERT_TRUE(sources) << sources.error().text();
    EXPECT_THAT((*sources)->configured,
                ElementsAre("as_list", "if_networks", "if_networks MAC", "local_traffic_direction", "route_lookup"));
    EXPECT_EQ((*sources)->addresses->find(*config::parse_address("192.0.2.1")).as, 64496U);
    EXPECT_EQ((*sources)->interface_networks.find(*config::parse_address("192.0.2.1"))->value, 3U);
    EXPECT_EQ((*sources)->interface_macs.at({2, 0, 0, 0, 0, 1}), 4U);
    EXPECT_TRUE((*sources)->local_networks.find(*config::parse_address("2001:db8::1")));
    EXPECT_FALSE((*sources)->local_networks.find(*config::parse_address("11.0.0.1")));
    const exporter::ProbeFacts& probe = (*sources)->probe;
    EXPECT_EQ(probe.engine_type, 2);
    EXPECT_EQ(probe.engine_id, 3);
    EXPECT_EQ(probe.observation_domain, 77U);
    EXPECT_EQ(probe.instance_name, "edge");
    EXPECT_EQ(probe.active_s, 65'535);
    EXPECT_EQ(probe.idle_s, 1);
}

TEST(LoadedSources, TellHowPacketsAreSampled) {
    const auto told = [](std::uint64_t interval, const char* method, bool is_scaled) {
        config::Settings settings;
        settings.sampling = interval;
        settings.sampling_method = method;
        settings.sampling_scale = is_scaled;
        const exporter::ProbeFacts probe = (*load_sources(settings))->probe;
        return std::to_string(probe.sampling_interval) + " by " + std::to_string(probe.sampling_algorithm);
    };

    EXPECT_EQ(told(1, "random", false), "1 by 0");
    EXPECT_EQ(told(100, "deterministic", false), "100 by 1");
    EXPECT_EQ(told(100, "random", false), "100 by 2");
    EXPECT_EQ(told(100, "flows", true), "100 by 2");
    EXPECT_EQ(told(100, "random", true), "1 by 0");
}

TEST(LoadedSources, NumberFlowsAnewInEachSecond) {
    EXPECT_EQ((*load_sources({}))->next_flow_id & 0xffffffff, 1U);
    EXPECT_GT((*load_sources({}))->next_flow_id >> 32, 1'700'000'000U);
}

TEST(LoadedSources, KnowTheNamesOfThisSystem) {
    const auto sources = load_sources({});
    if ((*sources)->names.protocol(6).empty()) GTEST_SKIP() << "this machine has no /etc/protocols";

    EXPECT_EQ((*sources)->names.protocol(6), "TCP");
    EXPECT_EQ((*sources)->names.port(6, 443), "https");
    EXPECT_EQ((*sources)->names.port(17, 53), "domain");
}

TEST(LoadedSources, AreRefusedWhereAFileIsMissing) {
    config::Settings settings;
    settings.as_list = "/nowhere/as.txt";
    EXPECT_EQ(complaint(settings), "/nowhere/as.txt: cannot be read: No such file or directory");
    settings = {};
    settings.city_list = "/nowhere/city.mmdb";
    EXPECT_EQ(complaint(settings), "/nowhere/city.mmdb: cannot be read: No such file or directory");
    settings = {};
    settings.if_networks = {"@/nowhere/rules"};
    EXPECT_EQ(complaint(settings), "/nowhere/rules: cannot be read: No such file or directory");
}

TEST(LoadedSources, AreRefusedWhereSettingsMakeNoSense) {
    config::Settings settings;
    settings.engine = "x";
    EXPECT_EQ(complaint(settings), "\"x\" is not TYPE:ID, two numbers from 0 to 255");
    settings = {};
    settings.local_networks = {"10.0.0.0/99"};
    EXPECT_THAT(complaint(settings), HasSubstr("\"10.0.0.0/99\" is not a network"));
    settings = {};
    settings.if_networks = {"10.0.0.0/8"};
    EXPECT_THAT(complaint(settings), HasSubstr("has no interface"));
    settings = {};
    settings.local_traffic_direction = true;
    EXPECT_EQ(complaint(settings),
              "local-traffic-direction needs to know which networks are local; name them with local-networks");
}

}  // namespace
}  // namespace probe
