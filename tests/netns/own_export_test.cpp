// SPDX-License-Identifier: Apache-2.0
// The probe's own messages come in again at the interface that it meters: they are no flows, but counted.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "tests/support/netns_collector.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

// How many messages the collectors had been sent, and how many the probe had filtered, when all templates were through: the first
// may have left before the interface was attached.
struct Before {
    Before(Probe& probe, CollectorSocket& a, CollectorSocket& b) {
        const auto is_reachable = [&](int collector) {
            return probe.stats().at("collectors").at(static_cast<std::size_t>(collector)).at("state") == "reachable";
        };
        EXPECT_TRUE(eventually([&] { return a.received().messages > 0 && b.received().messages > 0; }));
        EXPECT_TRUE(eventually([&] { return is_reachable(0) && is_reachable(1); }));
        EXPECT_TRUE(eventually([&] {  // between two messages
            filtered = probe.stats().at("filtered");
            sent = a.received().messages + b.received().messages;
            return probe.stats().at("filtered") == filtered;
        }));
    }
    std::uint64_t sent = 0, filtered = 0;
};

// The sender's ends of both pairs are ports of a bridge, which floods what goes to all: the messages leave by vb1, and come back by
// vb0 on their way to the collector on the bridge.
class OwnExportComesBack : public testing::TestWithParam<std::string> {
 protected:
    OwnExportComesBack() {
        veth_.sender.ip("link add br0 type bridge mcast_snooping 0");
        for (const char* port : {"va0", "va1"}) veth_.sender.ip(std::string("link set dev ") + port + " master br0");
        veth_.sender.ip("link set dev br0 addrgenmode none up");
        give_address(veth_.sender, "br0", "1");
        give_address(veth_.receiver, "vb1", "2");
        for (const char* address : {"192.0.2.1", "2001:db8::1"})
            veth_.receiver.ip(std::string("neigh add ") + address + " lladdr ff:ff:ff:ff:ff:ff dev vb1");
    }

    static void give_address(const Network& network, const std::string& interface, const std::string& last) {
        network.inside([&] { std::ofstream("/proc/sys/net/ipv6/conf/" + interface + "/disable_ipv6") << 0; });
        network.ip("addr add 192.0.2." + last + "/24 dev " + interface);
        network.ip("addr add 2001:db8::" + last + "/64 nodad dev " + interface);
    }

    VethPair veth_{{.pairs = 2}};
};

// The collector is behind the interface whose both directions are metered.
TEST(OwnExportGoesOut, AndIsNotMetered) {
    VethPair veth({.addresses = true});
    CollectorSocket four(veth.sender, "192.0.2.1"), six(veth.sender, "2001:db8::1");
    Probe probe(veth,
                {.arguments = {"--direction", "both", "--interval", "0.05", "--idle", "0.1", "-n", four.url(), "-n", six.url()}});
    const Before before(probe, four, six);
    const auto sent = [&] { return four.received().messages + six.received().messages - before.sent; };
    const auto filtered = [&] { return probe.stats().at("filtered").get<std::uint64_t>() - before.filtered; };

    for (std::uint16_t flow = 1; flow <= 3; flow++) {
        veth.send(Ethernet{} / Ipv4{} / Udp{.source_port = flow, .destination_port = 9}, 2);
        EXPECT_TRUE(eventually([&] { return four.received().data >= flow && six.received().data >= flow; }));
    }
    EXPECT_TRUE(eventually([&] { return filtered() == sent(); })) << filtered() << " of " << sent() << "; " << probe.stats();
    const Outcome outcome = probe.stop();

    EXPECT_GE(outcome.stats.at("filtered"), 6);  // three of data for each
    EXPECT_EQ(outcome.with("L4_DST_PORT", 9).size(), 3U);
    for (const CollectorSocket* collector : {&four, &six}) EXPECT_TRUE(outcome.with("L4_DST_PORT", collector->port()).empty());
}

// Takes connections and what comes over them as far as the kernel does that by itself: accepts nothing and reads nothing.
class TcpCollector {
 public:
    TcpCollector(const Network& network, const std::string& host) {
        addrinfo hints{}, *found = nullptr;
        hints.ai_flags = AI_NUMERICHOST;
        hints.ai_socktype = SOCK_STREAM;
        ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
        network.inside([&] { socket_ = probe::UniqueFd(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)); });
        sockaddr_in6 bound{};  // the port lies where it is in sockaddr_in
        socklen_t size = sizeof bound;
        const bool listens = ::bind(socket_.get(), found->ai_addr, found->ai_addrlen) == 0 && ::listen(socket_.get(), 1) == 0;
        ::freeaddrinfo(found);
        if (!listens || ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0)
            throw std::system_error(errno, std::generic_category(), "no socket at " + host);
        port_ = ntohs(bound.sin6_port);
        url_ = "tcp://" + (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port_);
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] const std::string& url() const { return url_; }

 private:
    probe::UniqueFd socket_;
    std::uint16_t port_ = 0;
    std::string url_;
};

// From the first segment on, and neither what the collector answers: were it metered, each acknowledgement would make a message more.
TEST(OwnExportGoesOut, OverTcpAndIsNotMeteredEither) {
    VethPair veth({.addresses = true});
    const TcpCollector four(veth.sender, "192.0.2.1"), six(veth.sender, "2001:db8::1");
    Probe probe(veth,
                {.arguments = {"--direction", "both", "--interval", "0.05", "--idle", "0.1", "-n", four.url(), "-n", six.url()}});
    const auto sent = [&](int collector) {
        const Json report = probe.stats().at("collectors").at(static_cast<std::size_t>(collector));
        return report.at("waiting_messages") == 0 ? report.at("sent_flows").get<int>() : -1;
    };

    for (std::uint16_t flow = 1; flow <= 3; flow++) {
        veth.send(Ethernet{} / Ipv4{} / Udp{.source_port = flow, .destination_port = 9}, 2);
        EXPECT_TRUE(eventually([&] { return sent(0) == flow && sent(1) == flow; })) << probe.stats();
    }
    const Outcome outcome = probe.stop();

    EXPECT_GE(outcome.stats.at("filtered"), 12);  // of each three segments of data and their acknowledgements
    EXPECT_EQ(outcome.with("L4_DST_PORT", 9).size(), 3U);
    EXPECT_EQ(outcome.stats.at("flows"), 3);
    for (const TcpCollector* collector : {&four, &six})
        for (const char* end : {"L4_DST_PORT", "L4_SRC_PORT"}) EXPECT_TRUE(outcome.with(end, collector->port()).empty()) << end;
}

TEST_P(OwnExportComesBack, AndIsNotMetered) {
    CollectorSocket four(veth_.sender, "192.0.2.1"), six(veth_.sender, "2001:db8::1");
    Probe probe(veth_,
                {.arguments = {"--interval", "0.05", "--idle", "0.1", "--mode", GetParam(), "-n", four.url(), "-n", six.url()}});
    const Before before(probe, four, six);
    const auto sent = [&] { return four.received().messages + six.received().messages - before.sent; };
    const auto filtered = [&] { return probe.stats().at("filtered").get<std::uint64_t>() - before.filtered; };

    // Were each message a packet of a flow, no collector would ever fall silent.
    for (std::uint16_t flow = 1; flow <= 5; flow++) {
        veth_.send(Ethernet{} / Ipv4{} / Udp{.source_port = flow, .destination_port = 9}, 2);
        EXPECT_TRUE(eventually([&] { return four.received().data == flow && six.received().data == flow; }));
    }
    EXPECT_TRUE(eventually([&] { return filtered() == sent(); })) << filtered() << " of " << sent() << "; " << probe.stats();
    const Outcome outcome = probe.stop();

    EXPECT_GE(outcome.stats.at("filtered"), 10);
    EXPECT_EQ(outcome.stats.at("interfaces").at(0).at("filtered"), outcome.stats.at("filtered"));
    EXPECT_EQ(outcome.with("L4_DST_PORT", 9).size(), 5U);
    for (const CollectorSocket* collector : {&four, &six}) EXPECT_TRUE(outcome.with("L4_DST_PORT", collector->port()).empty());
    const Json& all = outcome.stats;
    EXPECT_EQ(all.at("frames").get<int>(), all.at("packets").get<int>() + all.at("non_ip").get<int>() +
                                               all.at("malformed").get<int>() + all.at("filtered").get<int>());
}

INSTANTIATE_TEST_SUITE_P(Modes, OwnExportComesBack, testing::Values("native", "generic"),
                         [](const auto& mode) { return mode.param; });

}  // namespace
}  // namespace support
