// SPDX-License-Identifier: Apache-2.0
// Collectors that come, stay and go while the probe runs: every flow reaches those that were there when it ended.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/netns_collector.hpp"
#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

using ::testing::HasSubstr;

std::string configuration(const std::string& collectors, const std::string& fields = "L4_SRC_PORT IN_PKTS") {
    return "interface = \"vb0\"\ninterval = 0.2\noptions_interval = 0\nfields = \"" + fields + "\"\ncollector = [" + collectors +
           "]\n";
}
std::string quoted(const CollectorSocket& collector) { return "\"" + collector.url() + "\""; }

Packet udp(unsigned port) { return Ethernet{} / Ipv4{} / Udp{.source_port = static_cast<std::uint16_t>(port)} / Raw{zeros(58)}; }

// Flows sent to the collector at this address.
std::uint64_t sent_to(const Json& stats, const CollectorSocket& collector) {
    std::uint64_t sum = 0;
    for (const Json& one : stats.at("collectors"))
        if (one.at("address") == collector.url()) sum += one.at("sent_flows").get<std::uint64_t>();
    return sum;
}

TEST(ReconfigureCollectors, ComeStayAndGo) {
    VethPair veth;
    CollectorSocket first(veth.receiver, "127.0.0.1"), second(veth.receiver, "127.0.0.1");
    const std::string other_fields = "L4_SRC_PORT IN_PKTS IN_BYTES";  // ends the flows before

    ConfiguredProbe configured(veth, configuration(""));
    veth.send(udp(1), 1);
    (void)configured.reconfigure(configuration(quoted(first)));  // another program: what is sent is not to be metered
    for (unsigned port = 1; port <= 3; port++) veth.send(udp(port), 1);
    (void)configured.reconfigure(configuration(quoted(second) + ", " + quoted(first), other_fields));
    for (unsigned port = 1; port <= 4; port++) veth.send(udp(port), 1);
    (void)configured.reconfigure(configuration(quoted(second)));
    EXPECT_TRUE(eventually([&] { return sent_to(configured.probe().stats(), first) == 3 + 4; }));
    for (unsigned port = 1; port <= 5; port++) veth.send(udp(port), 1);
    const Outcome outcome = configured.probe().stop();

    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(sent_to(outcome.stats, first), 3U + 4U) << outcome.stats.dump();
    EXPECT_EQ(sent_to(outcome.stats, second), 4U + 5U) << outcome.stats.dump();
    EXPECT_TRUE(first.received().begins_with_templates);
    EXPECT_TRUE(second.received().begins_with_templates);
    EXPECT_EQ(outcome.stats.at("collectors").back().at("reason"), "is no collector any more");
    EXPECT_EQ(outcome.stats.at("reconfigurations").at("done"), 3);
    EXPECT_EQ(outcome.stats.at("frames"), 13);
}

TEST(ReconfigureCollectors, AllMayLeaveAndComeAgain) {
    VethPair veth;
    CollectorSocket collector(veth.receiver, "127.0.0.1");

    ConfiguredProbe configured(veth, configuration(quoted(collector)));
    veth.send(udp(1), 1);
    (void)configured.reconfigure(configuration(""));
    veth.send(udp(2), 1);
    (void)configured.reconfigure(configuration(quoted(collector)));
    veth.send(udp(3), 1);
    const Outcome outcome = configured.probe().stop();

    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(sent_to(outcome.stats, collector), 2U) << outcome.stats.dump();
    EXPECT_THAT(outcome.errors, HasSubstr("3 frames"));
}

}  // namespace
}  // namespace support
