// SPDX-License-Identifier: Apache-2.0
// Settings that clients of the API change while the probe meters.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ChangeByApi : public testing::Test {
 protected:
    Answer ctl(std::vector<std::string> words) const {
        words.insert(words.begin(), {xdpflow(), "ctl"});
        words.insert(words.end(), {"--socket", path_});
        return run({words});
    }
    Json answer_to(std::vector<std::string> words) const {
        words.emplace_back("--json");
        const Answer answer = ctl(words);
        if (answer.code != 0) throw std::runtime_error(answer.errors);
        return Json::parse(answer.output);
    }
    // What the client gets from the socket, headers included.
    std::string request(const std::string& method, const std::string& body) const {
        return run({{"curl", "-s", "-i", "--unix-socket", path_, "-X", method, "-H", "Content-Type: application/json", "-d", body,
                     "http://localhost/v1/configuration"}})
            .output;
    }

    ScratchFolder folder_;
    std::string path_ = folder_.path("control.sock");
    VethPair veth_;
};

TEST_F(ChangeByApi, AnotherProgramMetersAndEveryPacketIsCountedOnce) {
    Probe probe(veth_, {.fields = "L4_DST_PORT IN_PKTS", .arguments = {"--interval", "0.05", "--control", path_}});
    veth_.send(Ethernet{} / Ipv4{} / Udp{.destination_port = 53}, 5);
    const std::uint32_t before = veth_.program();

    const Json outcome = answer_to({"config", "fields=PROTOCOL IN_PKTS IN_BYTES", "active=60"});
    veth_.send(Ethernet{} / Ipv4{} / Udp{.destination_port = 53}, 9);

    EXPECT_EQ(outcome.at("changed"), (Json{"fields", "active"}));
    EXPECT_EQ(outcome.at("program"), true);
    EXPECT_GT(outcome.at("ms_until_swap"), 0);
    EXPECT_NE(veth_.program(), before);
    EXPECT_EQ(answer_to({"config"}).at("active"), 60);
    Process events({{xdpflow(), "ctl", "events", "--socket", path_}});
    EXPECT_TRUE(eventually([&] {
        return events.output().find(" change changed: fields active, program: true") != std::string::npos;
    })) << events.output()
        << events.errors();
    EXPECT_THAT(ctl({"metrics"}).output, HasSubstr("xdpflow_reconfigurations_total{result=\"done\"} 1\n"));
    ASSERT_TRUE(eventually([&] { return answer_to({"counters"}).at("frames") == 14; }));
    EXPECT_TRUE(eventually([&] {
        const Json flows = answer_to({"flows"}).at("flows");
        return flows.size() == 1 && flows[0].at("IN_PKTS") == 9;
    }));
    const Outcome all = probe.stop();
    EXPECT_EQ(std::set<Json>(all.flows.begin(), all.flows.end()),
              (std::set<Json>{{{"L4_DST_PORT", 53}, {"IN_PKTS", 5}}, {{"PROTOCOL", 17}, {"IN_PKTS", 9}, {"IN_BYTES", 9 * 28}}}));
}

TEST_F(ChangeByApi, PutGivesDefaultsToWhatItDoesNotSay) {
    Probe probe(veth_, {.fields = "L4_DST_PORT IN_PKTS", .arguments = {"--active", "77", "--control", path_}});
    const Json held = answer_to({"config"});
    const Json wanted = {{"interface", held.at("interface")},
                         {"fields", "PROTOCOL IN_PKTS"},
                         {"control", path_},
                         {"format", "json"},
                         {"stats", held.at("stats")}};

    EXPECT_THAT(request("PUT", wanted.dump()), HasSubstr("HTTP/1.1 200 "));

    EXPECT_EQ(answer_to({"config"}).at("fields"), Json{"PROTOCOL IN_PKTS"});
    EXPECT_EQ(answer_to({"config"}).at("active"), 120);
}

TEST_F(ChangeByApi, WhatFailsLeavesAllAsItWasAndSaysWhy) {
    Probe probe(veth_, {.fields = "L4_DST_PORT IN_PKTS", .arguments = {"--interval", "0.05", "--control", path_}});
    veth_.send(Ethernet{} / Ipv4{} / Udp{.destination_port = 53}, 5);
    const std::uint32_t before = veth_.program();
    const Json held = answer_to({"config"});

    const Answer no_list = ctl({"config", "as_list=/none/asn.mmdb"});
    const Answer no_field = ctl({"config", "fields=IN_PKTS IN_BYTE"});
    const Answer other_place = ctl({"config", "control=/run/other.sock"});

    EXPECT_EQ(no_list.code, 2);
    EXPECT_THAT(no_list.errors, HasSubstr("/none/asn.mmdb"));
    EXPECT_EQ(no_field.code, 2);
    EXPECT_THAT(no_field.errors, HasSubstr("IN_BYTES"));
    EXPECT_EQ(other_place.code, 2);
    EXPECT_THAT(other_place.errors, HasSubstr("control"));
    EXPECT_EQ(veth_.program(), before);
    EXPECT_EQ(answer_to({"config"}), held);
    EXPECT_EQ(answer_to({"counters"}).at("reconfigurations").at("failed"), 2);  // the field was refused before it was tried
    EXPECT_EQ(probe.stop().sum("IN_PKTS"), 5U);
}

TEST_F(ChangeByApi, ClientsThatChangeDifferentSettingsAtOnceDoNotUndoEachOther) {
    Probe probe(veth_, {.fields = "L4_DST_PORT IN_PKTS", .arguments = {"--control", path_}});
    std::vector<std::unique_ptr<Process>> clients;
    for (const char* setting : {"active=60", "idle=7", "interval=0.5", "fields=PROTOCOL IN_PKTS"})
        clients.push_back(std::make_unique<Process>(Command{{xdpflow(), "ctl", "config", setting, "--socket", path_}}));
    for (const auto& client : clients) EXPECT_EQ(client->wait(), 0) << client->errors();

    const Json held = answer_to({"config"});
    EXPECT_EQ(held.at("active"), 60);
    EXPECT_EQ(held.at("idle"), 7);
    EXPECT_EQ(held.at("interval"), 0.5);
    EXPECT_EQ(held.at("fields"), Json{"PROTOCOL IN_PKTS"});
}

}  // namespace
}  // namespace support
