// SPDX-License-Identifier: Apache-2.0
// Captures of the corpus that XDPFLOW_CORPUS names, sent by tcpreplay over a live interface: the flows are those expected of the
// file, all but their times and the interface.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

constexpr const char* kFields =
    "IP_PROTOCOL_VERSION IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT SRC_TOS SRC_VLAN DOT1Q_SRC_VLAN IN_SRC_MAC "
    "IN_DST_MAC ICMP_TYPE IN_PKTS IN_BYTES layer2OctetDeltaCount TCP_FLAGS tcpControlBits MIN_TTL MAX_TTL MIN_IP_PKT_LEN "
    "MAX_IP_PKT_LEN FLOW_END_REASON";

// The flow with what both sides know, as text that can be compared and sorted. Expected flows lack these where they are 0.
std::string canonical(const Json& flow) {
    Json result = {{"SRC_VLAN", 0}, {"DOT1Q_SRC_VLAN", 0}, {"ICMP_TYPE", 0}};
    std::istringstream names(std::string(kFields) + " IPV6_SRC_ADDR IPV6_DST_ADDR");
    for (std::string name; names >> name;)
        if (flow.contains(name)) result[name] = flow.at(name);
    return result.dump();
}

struct Expectation {
    std::vector<std::string> flows;
    Json summary;
};

Expectation expectation(const std::filesystem::path& path) {
    Expectation expectation;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const Json object = Json::parse(line);
        if (object.at("type") == "flow")
            expectation.flows.push_back(canonical(object));
        else
            expectation.summary = object;
    }
    std::sort(expectation.flows.begin(), expectation.flows.end());
    return expectation;
}

void expect_as_in_the_file(const std::string& capture, const std::string& mode) {
    const char* corpus = std::getenv("XDPFLOW_CORPUS");
    if (!corpus) GTEST_SKIP() << "XDPFLOW_CORPUS names no folder of captures";
    if (run({{"tcpreplay", "--version"}}).code != 0) GTEST_SKIP() << "there is no tcpreplay";
    const auto expected = expectation(std::filesystem::path(corpus) / "expected" / (capture + ".jsonl"));
    ASSERT_FALSE(expected.flows.empty());
    VethPair veth;
    Probe probe(veth, {.fields = kFields, .arguments = {"--active", "0", "--idle", "0", "--mode", mode, "--interval", "0.1"}});

    const std::string file = std::filesystem::path(corpus) / capture;
    const Answer replay = run({{"tcpreplay", "--quiet", "--intf1", "va0", "--pps", "3000", file}, veth.sender.descriptor()});
    ASSERT_EQ(replay.code, 0) << replay.errors;
    probe.await_frames(expected.summary.at("frames"));
    const Outcome outcome = probe.stop();

    std::vector<std::string> flows;
    for (const Json& flow : outcome.flows) flows.push_back(canonical(flow));
    std::sort(flows.begin(), flows.end());
    std::vector<std::string> missing, unwanted;
    std::set_difference(expected.flows.begin(), expected.flows.end(), flows.begin(), flows.end(), std::back_inserter(missing));
    std::set_difference(flows.begin(), flows.end(), expected.flows.begin(), expected.flows.end(), std::back_inserter(unwanted));
    EXPECT_TRUE(missing.empty()) << missing.size() << " missing, the first: " << missing.front();
    EXPECT_TRUE(unwanted.empty()) << unwanted.size() << " unwanted, the first: " << unwanted.front();
    EXPECT_EQ(outcome.stats.at("frames"), expected.summary.at("frames"));
    EXPECT_EQ(outcome.stats.at("non_ip"), expected.summary.at("non_ip"));
    EXPECT_EQ(outcome.stats.at("malformed"), expected.summary.at("malformed"));
    EXPECT_EQ(outcome.stats.at("octets"), expected.summary.at("flow_l3_octets"));
}

TEST(ReplayedCapture, OfTcpOverIpv4HasTheFlowsOfItsFile) { expect_as_in_the_file("http-get.pcap", "native"); }

TEST(ReplayedCapture, OfTcpOverIpv6HasTheFlowsOfItsFile) { expect_as_in_the_file("ipv6-smtp.pcap", "native"); }

TEST(ReplayedCapture, OfManyProtocolsHasTheFlowsOfItsFile) { expect_as_in_the_file("mix-ftp-day.pcap", "native"); }

TEST(ReplayedCapture, OfTaggedFramesHasTheFlowsOfItsFileInTheDriver) { expect_as_in_the_file("mix-example2.pcap", "native"); }

TEST(ReplayedCapture, OfTaggedFramesHasTheFlowsOfItsFileBehindTheDriver) {
    expect_as_in_the_file("mix-example2.pcap", "generic");
}

}  // namespace
}  // namespace support
