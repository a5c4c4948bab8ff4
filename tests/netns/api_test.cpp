// SPDX-License-Identifier: Apache-2.0
// The API of a probe that meters: what its clients do, in whatever number and manner, is no packet's business.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <map>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// A connection to the probe that has sent this.
probe::UniqueFd client(const std::string& path, const std::string& text) {
    probe::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error(std::string("cannot connect: ") + std::strerror(errno));
    static_cast<void>(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL));
    return socket;
}

// All that comes until the probe closes; throws if it does not.
std::string answer_of(const probe::UniqueFd& socket) {
    std::string text;
    for (;;) {
        pollfd readable{socket.get(), POLLIN, 0};
        if (::poll(&readable, 1, static_cast<int>(kPatience.count())) != 1) throw std::runtime_error("no end of: " + text);
        char part[65536];
        const ssize_t got = ::recv(socket.get(), part, sizeof part, 0);
        if (got <= 0) return text;
        text.append(part, static_cast<std::size_t>(got));
    }
}

std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"; }

// What clients send, and the status that they may get; whoever is slow sends half a request.
const std::vector<std::pair<std::string, std::string>> kRequests = {
    {get("/v1/status"), "200"},
    {get("/v1/flows?limit=10"), "200 503"},
    {get("/metrics"), "200"},
    {get("/v1/counters"), "200"},
    {get("/v1/flows?PROTOCOL=udp"), "400 503"},
    {get("/nothing"), "404"},
    {"this is no HTTP\r\n\r\n", "400"},
    {"PATCH /v1/configuration HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{", "413"},
    {"PATCH /v1/configuration HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]",
     "422 503"},
};

// A thousand of them at once. What they got, by request: "200".
void thousand_clients(const std::string& path, std::map<std::string, int>& answers) {
    std::vector<probe::UniqueFd> clients;
    for (std::size_t i = 0; i < 1000; i++) clients.push_back(client(path, kRequests[i % kRequests.size()].first));
    for (std::size_t i = 0; i < clients.size(); i++) {
        const std::string answer = answer_of(clients[i]);
        const auto& [request, allowed] = kRequests[i % kRequests.size()];
        ASSERT_THAT(answer, StartsWith("HTTP/1.1 ")) << request;
        const std::string status = answer.substr(9, 3);
        EXPECT_THAT(allowed, HasSubstr(status)) << request << "\n" << answer;
        answers[status]++;
    }
}

TEST(Api, LeavesTheCountExactWhateverItsClientsDo) {
    const ScratchFolder folder;
    const std::string path = folder.path("control.sock");
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "native", "--interval", "0.1", "--control", path}, .prints = false});
    const std::uint64_t before = veth.xdp_packets();
    std::vector<probe::UniqueFd> slow;
    for (int i = 0; i < 20; i++) slow.push_back(client(path, "GET /v1/sta"));

    Flood flood(veth, 5'000'000, {"--flows", "20000"});
    std::map<std::string, int> answers;
    int rounds = 0;
    while (!flood.is_over() || rounds == 0) {
        ASSERT_NO_FATAL_FAILURE(thousand_clients(path, answers));
        rounds++;
    }
    if (const std::string why = flood.finish(); why.find("clang is needed") != std::string::npos) GTEST_SKIP() << why;
    const std::uint64_t seen = veth.xdp_packets() - before;
    for (const auto& one : slow) EXPECT_THAT(answer_of(one), StartsWith("HTTP/1.1 408 "));
    const Outcome outcome = probe.stop();

    const std::uint64_t lost = outcome.stats.at("lost").at("log_full").get<std::uint64_t>();
    EXPECT_GT(seen, 500'000U);
    EXPECT_EQ(outcome.stats.at("frames"), seen);
    EXPECT_EQ(outcome.stats.at("packets").get<std::uint64_t>() + lost, seen);
    EXPECT_EQ(lost, 0U);
    EXPECT_GE(answers["200"], 333 * rounds);  // those that are never too many
    std::string told = std::to_string(seen) + " frames, " + std::to_string(rounds) + " rounds of 1000 clients:";
    for (const auto& [status, count] : answers) told += " " + status + ": " + std::to_string(count);
    RecordProperty("measured", told);
    std::printf("%s\n", told.c_str());
}

TEST(Api, TellsWhatTheProbeMeters) {
    const ScratchFolder folder;
    const std::string path = folder.path("control.sock");
    VethPair veth;
    Probe probe(veth, {.arguments = {"--interval", "0.05", "--control", path}});
    const auto ctl = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {xdpflow(), "ctl"});
        words.insert(words.end(), {"--socket", path});
        return run({words});
    };
    veth.send(Ethernet{} / Ipv4{} / Udp{.destination_port = 53}, 5);
    veth.send(Ethernet{} / Ipv4{} / Udp{.destination_port = 443}, 9);
    const auto flows = [&] { return Json::parse(ctl({"flows", "L4_DST_PORT=53", "--json"}).output); };
    ASSERT_TRUE(eventually([&] { return flows().at("matching") == 1 && flows().at("examined") == 2; }));

    EXPECT_EQ(flows().at("flows").at(0).at("IN_PKTS"), 5);
    EXPECT_EQ(Json::parse(ctl({"flows", "--order", "packets", "--json"}).output).at("flows").at(0).at("L4_DST_PORT"), 443);
    EXPECT_EQ(Json::parse(ctl({"status", "--json"}).output).at("frames"), 14);
    EXPECT_EQ(Json::parse(ctl({"counters", "--json"}).output).at("frames"), 14);
    EXPECT_THAT(ctl({"interfaces"}).output, HasSubstr("vb0"));
    EXPECT_THAT(ctl({"health"}).output, StartsWith("ok\n"));
    EXPECT_THAT(ctl({"metrics"}).output, HasSubstr("xdpflow_frames_total{interface=\"vb0\""));
    EXPECT_THAT(ctl({"config"}).output, HasSubstr("idle = 30.0\n"));
    EXPECT_THAT(ctl({"collectors"}).output, StartsWith("address"));
    EXPECT_EQ(ctl({"flows", "NONE=1"}).code, 2);
    EXPECT_THAT(ctl({"config", "actve=1"}).errors, HasSubstr("did you mean active?"));
    const Answer top = run({{xdpflow(), "top", "--socket", path}});
    EXPECT_EQ(top.code, 0) << top.errors;
    EXPECT_THAT(top.output, HasSubstr("vb0"));
    EXPECT_THAT(top.output, HasSubstr("IPV4_SRC_ADDR"));

    EXPECT_EQ(probe.stop().sum("IN_PKTS"), 14U);
    EXPECT_EQ(ctl({"status"}).code, 1);
    EXPECT_NE(::access(path.c_str(), F_OK), 0);  // the probe has taken it away
}

TEST(Api, ShowsWhatAChangeWouldDoWithoutDoingIt) {
    const ScratchFolder folder;
    const std::string path = folder.path("control.sock");
    VethPair veth;
    Probe probe(veth, {.arguments = {"--control", path}});
    const std::uint32_t program = veth.program();

    const Answer answer = run({{xdpflow(), "ctl", "config", "fields=IN_PKTS PROTOCOL", "--dry-run", "--json", "--socket", path}});

    ASSERT_EQ(answer.code, 0) << answer.errors;
    const Json body = Json::parse(answer.output);
    EXPECT_EQ(body.at("changed"), Json{"fields"});
    EXPECT_THAT(body.at("program").at("source").get<std::string>(), StartsWith("/* xdpflow: IN_PKTS PROTOCOL"));
    EXPECT_GT(body.at("program").at("instructions"), 100);
    EXPECT_GT(body.at("program").at("ns_per_packet"), 0);
    EXPECT_LT(body.at("program").at("ns_per_packet"), 100'000);
    EXPECT_EQ(veth.program(), program);

    const Answer wrong = run({{xdpflow(), "ctl", "config", "as_list=/none/asn.mmdb", "--dry-run", "--socket", path}});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.errors, HasSubstr("/none/asn.mmdb"));
}

TEST(Api, MeasuresTheProgramWhileSomebodyAsks) {
    const ScratchFolder folder;
    const std::string path = folder.path("control.sock");
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "native", "--control", path}, .prints = false});
    Flood flood(veth, 3'000'000, {"--flows", "100"});
    Json cost;

    EXPECT_TRUE(eventually([&] {
        cost = Json::parse(run({{xdpflow(), "ctl", "status", "--cost", "--json", "--socket", path}}).output).at("cost");
        return cost.at("packets") > 0 || flood.is_over();
    }));
    if (const std::string why = flood.finish(); why.find("clang is needed") != std::string::npos) GTEST_SKIP() << why;

    ASSERT_EQ(cost.at("problem"), "");
    EXPECT_GT(cost.at("packets"), 0);
    EXPECT_GT(cost.at("ns_per_packet"), 1);
    EXPECT_LT(cost.at("ns_per_packet"), 100'000);
}

TEST(Api, TellsEventsOfInterfaces) {
    const ScratchFolder folder;
    const std::string path = folder.path("control.sock");
    VethPair veth({.pairs = 2});
    Probe probe(veth, {.interfaces = {"vb0", "vb1"}, .arguments = {"--control", path, "--wait"}});
    veth.sender.ip("link del va1");

    const auto events = [&] {
        const probe::UniqueFd socket = client(path, get("/v1/events"));
        pollfd readable{socket.get(), POLLIN, 0};
        std::string text;
        char part[65536];
        while (text.find("\n\n") == std::string::npos && ::poll(&readable, 1, 200) == 1) {
            const ssize_t got = ::recv(socket.get(), part, sizeof part, 0);
            if (got <= 0) break;
            text.append(part, static_cast<std::size_t>(got));
        }
        return text;
    };
    EXPECT_TRUE(eventually([&] { return events().find("event: interface\ndata: ") != std::string::npos; }))
        << probe.process().errors();
    const Answer health = run({{xdpflow(), "ctl", "health", "--socket", path}});
    EXPECT_EQ(health.code, 1);
    EXPECT_THAT(health.output, HasSubstr("waiting for vb1"));
}

TEST(Api, MayBeOffAndIsOffWhereItsPlaceIsTaken) {
    const ScratchFolder folder;
    const std::string path = folder.path("control.sock");
    VethPair veth({.pairs = 2});
    Probe probe(veth, {.arguments = {"--control", path}});

    const Answer second = refused(veth, {"-i", "vb1", "--control", path});

    EXPECT_EQ(second.code, 1);
    EXPECT_THAT(lines_of(second.errors), ElementsAre("xdpflow: cannot listen at " + path +
                                                     ": another process listens there; choose "
                                                     "another path with --control, or off"));
    const Answer listens = refused(veth, {"--control", "off", "--control-listen", "0.0.0.0:9080"});
    EXPECT_THAT(listens.errors, HasSubstr("needs both TLS (control-cert, control-key) and tokens (control-tokens)"));
}

}  // namespace
}  // namespace support
