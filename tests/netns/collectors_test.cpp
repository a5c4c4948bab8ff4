// SPDX-License-Identifier: Apache-2.0
// `run` with collectors that cannot be reached when it starts: it says so and what to do, goes on, and delivers once they are there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/netns_collector.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::HasSubstr;

// How the probe is told of its collectors.
enum class By { command_line, file };

// Those of /etc/resolv.conf. Where it names none, 127.0.0.1 is asked.
std::vector<std::string> addresses_of_name_servers() {
    std::vector<std::string> addresses;
    std::ifstream file("/etc/resolv.conf");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string keyword, address;
        if (words >> keyword >> address && keyword == "nameserver") addresses.push_back(address);
    }
    return addresses;
}

// The network's name server, wherever it is asked. It knows one name, as NAME,ADDRESS, or none; all others do not exist.
class NameServer {
 public:
    explicit NameServer(const Network& network, const std::string& known = "") {
        for (const std::string& address : addresses_of_name_servers())  // one that cannot be had here cannot be asked either
            run({{"ip", "addr", "replace", address, "dev", "lo"}, network.descriptor()});
        Command command{
            {"dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-hosts", "--no-resolv", "--log-facility=-", "--local=/#/"},
            network.descriptor()};
        if (!known.empty()) command.arguments.push_back("--host-record=" + known);
        process_ = std::make_unique<Process>(command);
        if (!process_->says(": started, ")) throw std::runtime_error("no name server: " + process_->errors());
    }

 private:
    std::unique_ptr<Process> process_;
};

// What is metered is the first pair; the way to collectors is the second.
class CollectorsThatFail : public testing::TestWithParam<By> {
 protected:
    CollectorsThatFail() {
        veth_.sender.ip("addr add 198.51.100.1/24 dev va1");
        veth_.receiver.ip("addr add 198.51.100.2/24 dev vb1");
    }

    [[nodiscard]] std::vector<std::string> told_of(const std::vector<std::string>& urls) const {
        std::vector<std::string> words{"--interval", "0.1", "--idle", "0.2"};
        std::string list;
        for (const std::string& url : urls) {
            list += (list.empty() ? "\"" : ", \"") + url + "\"";
            if (GetParam() == By::command_line) words.insert(words.end(), {"-n", url});
        }
        if (GetParam() == By::file)
            words.insert(words.end(), {"--config", folder_.write("xdpflow.toml", "collector = [" + list + "]\n")});
        return words;
    }

    // Starts the probe with this collector and one that works, and sends a flow.
    void start(const std::string& url, const std::string& warning) {
        url_ = url;
        probe_ = std::make_unique<Probe>(veth_, ProbeSettings{.arguments = told_of({url, good_.url()})});
        send_flow();
        EXPECT_TRUE(probe_->process().says("xdpflow: " + url + ": " + warning + "; flows wait,")) << probe_->process().errors();
    }

    void send_flow() {
        flows_++;
        const auto port = static_cast<std::uint16_t>(1000 + flows_);
        veth_.send(Ethernet{} / Ipv4{} / Udp{.source_port = port}, 3);
    }

    [[nodiscard]] Json collector(std::size_t place) { return probe_->stats().at("collectors").at(place); }
    [[nodiscard]] bool has_sent(std::size_t place) {
        return eventually([&] { return collector(place).at("sent_flows") == flows_; });
    }

    // The other collector has the flow; this one's waits and is not given up.
    void expect_waiting(const std::string& state) {
        EXPECT_TRUE(has_sent(1));
        EXPECT_TRUE(eventually([&] { return good_.received().data == 1; }));
        const Json away = collector(0);
        EXPECT_EQ(away.at("state"), state);
        EXPECT_EQ(away.at("sent_flows"), 0);
        EXPECT_GE(away.at("waiting_messages"), 1);
        EXPECT_FALSE(probe_->process().has_ended());
    }

    // Now that it is there, what has waited comes, behind its templates, and what is metered from now on.
    void expect_recovery(CollectorSocket& collector_socket) {
        EXPECT_TRUE(eventually([&] { return collector_socket.received().data == 1; })) << probe_->process().errors();
        EXPECT_TRUE(collector_socket.received().begins_with_templates);
        EXPECT_TRUE(probe_->process().says("xdpflow: " + url_ + ": flows are being sent")) << probe_->process().errors();
        send_flow();
        EXPECT_TRUE(has_sent(0));
        EXPECT_TRUE(has_sent(1));

        const Outcome outcome = probe_->stop();

        EXPECT_EQ(outcome.code, 0);
        for (const Json& one : outcome.stats.at("collectors")) {
            EXPECT_EQ(one.at("state"), "reachable");
            EXPECT_EQ(one.at("sent_flows"), flows_);
            EXPECT_EQ(one.at("lost_flows"),
                      (Json{{"unresolved", 0}, {"unreachable", 0}, {"no_buffer", 0}, {"unacknowledged", 0}, {"spool_full", 0}}));
            EXPECT_EQ(one.at("waiting_messages"), 0);
        }
    }

    VethPair veth_{{.pairs = 2}};
    ScratchFolder folder_;
    CollectorSocket good_{veth_.receiver, "127.0.0.1"};
    std::unique_ptr<Probe> probe_;
    std::string url_;
    int flows_ = 0;
};

TEST_P(CollectorsThatFail, HaveNoRoute) {
    veth_.sender.ip("addr add 203.0.113.9/32 dev lo");
    CollectorSocket late(veth_.sender, "203.0.113.9");
    start(late.url(), "Network is unreachable; see the way there: ip route get 203.0.113.9");
    expect_waiting("unreachable");

    veth_.receiver.ip("route add 203.0.113.9/32 via 198.51.100.1");

    expect_recovery(late);
}

TEST_P(CollectorsThatFail, HaveAClosedPort) {
    auto early = std::make_unique<CollectorSocket>(veth_.sender, "198.51.100.1");
    const std::string url = early->url();
    const std::uint16_t port = early->port();
    early.reset();
    start(url, "nobody listens at its port; start the collector, or correct the port");
    expect_waiting("unreachable");

    CollectorSocket late(veth_.sender, "198.51.100.1", port);

    expect_recovery(late);
}

TEST_P(CollectorsThatFail, HaveANameThatDoesNotResolve) {
    CollectorSocket late(veth_.sender, "198.51.100.1");
    auto names = std::make_unique<NameServer>(veth_.receiver);
    start(late.url_at("collector.example.test"),
          "its name cannot be resolved: Host not found (authoritative); correct the name, or look at /etc/resolv.conf");
    expect_waiting("unresolved");

    names.reset();  // its port is needed
    names = std::make_unique<NameServer>(veth_.receiver, "collector.example.test,198.51.100.1");

    expect_recovery(late);
}

TEST_P(CollectorsThatFail, AreBehindAnInterfaceThatIsDown) {
    veth_.receiver.ip("link set dev vb1 down");
    CollectorSocket late(veth_.sender, "198.51.100.1");
    start(late.url(), "Network is unreachable; see the way there: ip route get 198.51.100.1");
    expect_waiting("unreachable");

    veth_.receiver.ip("link set dev vb1 up");

    expect_recovery(late);
}

TEST_P(CollectorsThatFail, AreCountedWhenTheyStayAway) {
    auto early = std::make_unique<CollectorSocket>(veth_.sender, "198.51.100.1");
    const std::string url = early->url();
    early.reset();
    start(url, "nobody listens at its port; start the collector, or correct the port");
    expect_waiting("unreachable");

    const Outcome outcome = probe_->stop();

    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.stats.at("collectors").at(0).at("lost_flows").at("unreachable"), 1);
    EXPECT_EQ(outcome.stats.at("collectors").at(1).at("sent_flows"), 1);
    EXPECT_THAT(outcome.errors, HasSubstr("; 1 flows not delivered to " + url));
}

INSTANTIATE_TEST_SUITE_P(Told, CollectorsThatFail, testing::Values(By::command_line, By::file),
                         [](const auto& told) { return told.param == By::file ? "ByFile" : "ByCommandLine"; });

}  // namespace
}  // namespace support
