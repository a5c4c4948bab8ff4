// SPDX-License-Identifier: Apache-2.0
// iperf3 between the two ends of a veth, in both directions, with all offloads: what TC sees leave, what XDP sees on the wire and
// what TC sees enter are the same packets and octets, and they are those of the interface.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

struct Sums {
    std::uint64_t packets = 0, octets = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Sums& sums) {
        return out << sums.packets << " packets, " << sums.octets << " octets";
    }
};

Sums sums_of(const Outcome& outcome, int direction) {
    Sums sums;
    for (const Json& flow : outcome.with("DIRECTION", direction))
        sums.packets += flow.at("IN_PKTS").get<std::uint64_t>(), sums.octets += flow.at("IN_BYTES").get<std::uint64_t>();
    return sums;
}

// What arrived at an interface, as it says itself; a veth counts octets without those of Ethernet.
Sums wire_of(const Network& network, const std::string& interface) {
    return {network.rx_packets(interface), network.rx_octets(interface)};
}

Sums operator-(const Sums& a, const Sums& b) { return {a.packets - b.packets, a.octets - b.octets}; }

struct Traffic {
    int family;
    unsigned mtu;
    bool udp;
};

class Iperf3 : public testing::TestWithParam<Traffic> {};

// Bounded so that a veth's queue of 256 frames never overflows: what is dropped there has left, and arrives nowhere.
void send(const VethPair& veth, const Traffic& traffic, bool back) {
    Process server({{"iperf3", "--server", "--one-off", "--forceflush"}, veth.receiver.descriptor()});
    ASSERT_TRUE(eventually([&] { return server.output().find("listening") != std::string::npos; })) << server.errors();
    Command client{{"iperf3", "--client", traffic.family == AF_INET ? "192.0.2.2" : "2001:db8::2", "--window", "64K", "--bytes"},
                   veth.sender.descriptor()};
    const std::vector<std::string> more =
        traffic.udp ? std::vector<std::string>{"2M", "--udp", "--bitrate", "40M"} : std::vector<std::string>{"10M"};
    client.arguments.insert(client.arguments.end(), more.begin(), more.end());
    if (back) client.arguments.emplace_back("--reverse");
    const Answer answer = run(client);
    ASSERT_EQ(answer.code, 0) << answer.output << answer.errors;
    ASSERT_EQ(server.wait(), 0);
}

TEST_P(Iperf3, IsCountedAlikeByEveryHookInBothDirections) {
    VethPair veth({.mtu = GetParam().mtu, .addresses = true});
    const std::string fields = "DIRECTION IP_PROTOCOL_VERSION PROTOCOL IN_PKTS IN_BYTES";
    const auto settings = [&](bool near, const char* mode, const char* direction) {
        return ProbeSettings{.interfaces = {near ? "vb0" : "va0"},
                             .fields = fields,
                             .arguments = {"--mode", mode, "--direction", direction},
                             .network = near ? nullptr : &veth.sender};
    };
    Probe far(veth, settings(false, "native", "both")), near(veth, settings(true, "native", "both"));
    Probe far_tc(veth, settings(false, "tc", "in")), near_tc(veth, settings(true, "tc", "in"));
    const Sums far_before = wire_of(veth.sender, "va0"), near_before = wire_of(veth.receiver, "vb0");

    send(veth, GetParam(), false);
    send(veth, GetParam(), true);
    Sums to_near, to_far;
    EXPECT_TRUE(eventually([&] {  // the last acknowledgements are on their way
        to_near = wire_of(veth.receiver, "vb0") - near_before, to_far = wire_of(veth.sender, "va0") - far_before;
        const std::uint64_t both = to_near.packets + to_far.packets;
        return near.stats().at("frames") == both && far.stats().at("frames") == both &&
               near_tc.stats().at("frames") == to_near.packets && far_tc.stats().at("frames") == to_far.packets &&
               wire_of(veth.receiver, "vb0") - near_before == to_near && wire_of(veth.sender, "va0") - far_before == to_far;
    }));
    const Outcome at_far = far.stop(), at_near = near.stop();

    EXPECT_EQ(sums_of(at_far, 1), to_near);          // TC egress
    EXPECT_EQ(sums_of(at_near, 0), to_near);         // XDP
    EXPECT_EQ(sums_of(near_tc.stop(), 0), to_near);  // TC ingress
    EXPECT_EQ(sums_of(at_near, 1), to_far);
    EXPECT_EQ(sums_of(at_far, 0), to_far);
    EXPECT_EQ(sums_of(far_tc.stop(), 0), to_far);
    EXPECT_GT(to_near.octets, 2'000'000U);
    EXPECT_GT(to_far.octets, 2'000'000U);
    std::printf("to vb0 %s, to va0 %s\n", testing::PrintToString(to_near).c_str(), testing::PrintToString(to_far).c_str());
}

INSTANTIATE_TEST_SUITE_P(All, Iperf3,
                         testing::Values(Traffic{AF_INET, 1500, false}, Traffic{AF_INET6, 1500, false},
                                         Traffic{AF_INET, 9000, false}, Traffic{AF_INET6, 9000, false},
                                         Traffic{AF_INET, 1500, true}, Traffic{AF_INET6, 1500, true},
                                         Traffic{AF_INET, 9000, true}, Traffic{AF_INET6, 9000, true}),
                         [](const auto& one) {
                             return std::string(one.param.udp ? "Udp" : "Tcp") + (one.param.family == AF_INET ? "4" : "6") +
                                    "Mtu" + std::to_string(one.param.mtu);
                         });

}  // namespace
}  // namespace support
