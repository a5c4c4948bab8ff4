// SPDX-License-Identifier: Apache-2.0
// Live frames of known lengths: what `xdpflow run` prints of them, to the packet and the octet.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/support/netns_probe.hpp"
#include "tests/support/netns_sockets.hpp"

namespace support {
namespace {

struct Traffic {
    Packet packet;
    unsigned copies;
};

// Six flows, then what is not a flow.
const std::vector<Traffic>& traffic() {
    static const std::vector<Traffic> kTraffic = {
        {Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)}, 300},         // 100 octets, 86 of them IP
        {Ethernet{} / Ipv4{} / Tcp{}, 200},                          // 54, 40
        {Ethernet{} / Ipv4{} / Icmp{8, 0} / Raw{zeros(56)}, 70},     // 98, 84
        {Ethernet{} / Ipv6{} / Udp{} / Raw{zeros(1000)}, 110},       // 1062, 1048
        {Ethernet{} / Ipv6{} / Tcp{}, 90},                           // 74, 60
        {Ethernet{} / Ipv6{} / Icmp6{128, 0} / Raw{zeros(56)}, 40},  // 118, 104
        {Ethernet{} / Raw{zeros(46)}, 5},                            // an experimental EtherType
        {Ethernet{} / Ipv4{.header_words = 4} / Udp{}, 3},           // a header shorter than the shortest
    };
    return kTraffic;
}

// Where all of the traffic above must have gone.
void expect_all_of_it(const Outcome& outcome) {
    struct Expected {
        int version, protocol, destination_port;
        std::uint64_t packets, octets, frame_octets;
    };
    const Expected flows[] = {
        {4, 17, 53, 300, 25'800, 30'000},   {4, 6, 443, 200, 8'000, 10'800}, {4, 1, 2048, 70, 5'880, 6'860},
        {6, 17, 53, 110, 115'280, 116'820}, {6, 6, 443, 90, 5'400, 6'660},   {6, 58, 32768, 40, 4'160, 4'720},
    };
    EXPECT_EQ(outcome.flows.size(), std::size(flows)) << outcome.errors;
    for (const Expected& expected : flows) {
        SCOPED_TRACE("IPv" + std::to_string(expected.version) + ", protocol " + std::to_string(expected.protocol));
        std::vector<Json> found;
        for (const Json& flow : outcome.with("PROTOCOL", expected.protocol))
            if (flow.at("IP_PROTOCOL_VERSION") == expected.version) found.push_back(flow);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found.front().at("L4_DST_PORT"), expected.destination_port);
        EXPECT_EQ(found.front().at("IN_PKTS"), expected.packets);
        EXPECT_EQ(found.front().at("IN_BYTES"), expected.octets);
        EXPECT_EQ(found.front().at("layer2OctetDeltaCount"), expected.frame_octets);
    }
    EXPECT_EQ(outcome.stats.at("frames"), 818);
    EXPECT_EQ(outcome.stats.at("packets"), 810);
    EXPECT_EQ(outcome.stats.at("octets"), 164'520);
    EXPECT_EQ(outcome.stats.at("non_ip"), 5);
    EXPECT_EQ(outcome.stats.at("malformed"), 3);
    EXPECT_EQ(outcome.stats.at("exported"), 6);
    EXPECT_EQ(outcome.stats.at("lost"), (Json{{"log_full", 0}, {"no_cpu_counters", 0}}));
}

TEST(LiveCounts, AreExactForBothFamiliesInTheDriver) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "native"}});
    const std::uint64_t before = veth.xdp_packets();

    for (const Traffic& part : traffic()) veth.send(part.packet, part.copies);
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = probe.stop();

    EXPECT_EQ(seen, 818U);
    EXPECT_EQ(outcome.stats.at("mode"), "native");
    expect_all_of_it(outcome);
}

TEST(LiveCounts, AreExactForBothFamiliesBehindTheDriver) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "generic"}});
    const std::uint64_t before = veth.rx_packets();

    for (const Traffic& part : traffic()) veth.send(part.packet, part.copies);
    probe.await_frames(818);
    const std::uint64_t seen = veth.rx_packets() - before;
    const Outcome outcome = probe.stop();

    EXPECT_EQ(seen, 818U);
    EXPECT_EQ(outcome.stats.at("mode"), "generic");
    expect_all_of_it(outcome);
}

TEST(LiveCounts, AreExactForBothFamiliesInTc) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--mode", "tc"}});

    for (const Traffic& part : traffic()) veth.send(part.packet, part.copies);
    probe.await_frames(818);
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.stats.at("mode"), "tc");
    expect_all_of_it(outcome);
}

TEST(LiveCounts, AreExactForBothFamiliesWhereTheyLeave) {
    VethPair veth;
    Probe probe(veth, {.interfaces = {"va0"}, .arguments = {"--direction", "out"}, .network = &veth.sender});

    for (const Traffic& part : traffic()) veth.send(part.packet, part.copies);
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.stats.at("interfaces").at(0).at("direction"), "out");
    expect_all_of_it(outcome);
}

TEST(LiveCounts, AreExactWhileSnapshotsAreCut) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--interval", "0.01"}});

    std::uint64_t rounds = 0;
    for (; rounds < 50 || (rounds < 5000 && probe.stats().at("swaps") < 40); rounds++)
        veth.send(Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)}, 20);
    const Outcome outcome = probe.stop();

    EXPECT_GE(outcome.stats.at("swaps"), 40);
    ASSERT_EQ(outcome.flows.size(), 1U);
    EXPECT_EQ(outcome.sum("IN_PKTS"), rounds * 20);
    EXPECT_EQ(outcome.sum("IN_BYTES"), rounds * 20 * 86);
    EXPECT_EQ(outcome.sum("layer2OctetDeltaCount"), rounds * 20 * 100);
}

// The kernel's own TCP, its offloads included: what it makes of a stream is its business, but every frame is in some flow.
TEST(LiveCounts, OfTcpConnectionsEqualTheCountersOfTheInterface) {
    VethPair veth({.addresses = true});
    Probe probe(veth, {.arguments = {"--mode", "native"}});
    const std::uint64_t before = veth.xdp_packets();
    constexpr std::size_t kOctets = 3'000'000;

    for (const int family : {AF_INET, AF_INET6}) ASSERT_EQ(stream(veth, family, kOctets), kOctets);
    std::uint64_t seen = 0;
    EXPECT_TRUE(eventually([&] {  // the connections' last acknowledgements are on their way
        seen = veth.xdp_packets();
        return seen == veth.xdp_packets() && seen - before == probe.stats().at("frames").get<std::uint64_t>();
    }));
    const Outcome outcome = probe.stop();

    const Json& stats = outcome.stats;
    EXPECT_EQ(stats.at("frames").get<std::uint64_t>(), stats.at("packets").get<std::uint64_t>() +
                                                           stats.at("non_ip").get<std::uint64_t>() +
                                                           stats.at("malformed").get<std::uint64_t>());
    EXPECT_EQ(outcome.sum("IN_PKTS"), stats.at("packets"));
    EXPECT_EQ(outcome.sum("IN_BYTES"), stats.at("octets"));
    for (const int version : {4, 6}) {
        SCOPED_TRACE(version);
        std::uint64_t octets = 0, packets = 0, flows = 0;
        for (const Json& flow : outcome.with("IP_PROTOCOL_VERSION", version)) {
            if (flow.at("PROTOCOL") != 6) continue;
            flows++;
            octets += flow.at("IN_BYTES").get<std::uint64_t>();
            packets += flow.at("IN_PKTS").get<std::uint64_t>();
            EXPECT_EQ(flow.at("layer2OctetDeltaCount").get<std::uint64_t>() - flow.at("IN_BYTES").get<std::uint64_t>(),
                      flow.at("IN_PKTS").get<std::uint64_t>() * 14);
        }
        EXPECT_EQ(flows, 1U);
        EXPECT_GE(octets, kOctets + packets * (version == 4 ? 40 : 60));  // at least IP and TCP headers around every segment
        EXPECT_LE(octets, kOctets * 11 / 10 + packets * 100);
    }
}

}  // namespace
}  // namespace support
