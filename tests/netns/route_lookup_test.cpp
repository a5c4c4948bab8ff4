// SPDX-License-Identifier: Apache-2.0
// Routes of a network namespace as the kernel answers for them, and what the probe tells of flows by them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "probe/interfaces/route_lookup.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using exporter::Route;
using probe::RouteLookup;

// pa has 192.0.2.1/24 and 2001:db8::1/64, and routers behind it.
class Routes : public testing::Test {
 protected:
    Routes() {
        here_.ip("link add pa type veth peer name pb");
        here_.ip("link set dev pa up");
        here_.ip("link set dev pb up");
        here_.await_up("pa");
        here_.inside([] { std::ofstream("/proc/sys/net/ipv6/conf/pa/disable_ipv6") << 0; });
        here_.ip("address add 192.0.2.1/24 dev pa");
        here_.ip("-6 address add 2001:db8::1/64 dev pa nodad");
        here_.ip("route add 198.51.100.0/24 via 192.0.2.254");
        here_.ip("-6 route add 2001:db8:1::/48 via 2001:db8::fe");
        here_.ip("route add 203.0.113.0/24 via inet6 2001:db8::fe dev pa");
        here_.ip("route add unreachable 198.18.0.0/15");
        here_.inside([&] { lookup_ = std::move(*RouteLookup::make()); });
    }
    Route find(const std::string& address, int second = 0) {
        return lookup_->find(config::parse_address(address).value(),
                             RouteLookup::Time(std::chrono::hours(1) + std::chrono::seconds(second)));
    }
    static config::Address address(const std::string& text) { return config::parse_address(text).value(); }

    Network here_;
    std::unique_ptr<RouteLookup> lookup_;
};

TEST_F(Routes, HaveAnInterfaceAndANextHop) {
    EXPECT_EQ(find("198.51.100.7").output, here_.index("pa"));
    EXPECT_TRUE(find("198.51.100.7").has_next_hop);
    EXPECT_EQ(find("198.51.100.7").next_hop, address("192.0.2.254"));
    EXPECT_EQ(find("2001:db8:1::7").output, here_.index("pa"));
    EXPECT_EQ(find("2001:db8:1::7").next_hop, address("2001:db8::fe"));
}

TEST_F(Routes, MayHaveANextHopOfTheOtherFamily) {
    EXPECT_EQ(find("203.0.113.7").output, here_.index("pa"));
    EXPECT_EQ(find("203.0.113.7").next_hop, address("2001:db8::fe"));
}

TEST_F(Routes, HaveNoNextHopOnTheLink) {
    EXPECT_EQ(find("192.0.2.9").output, here_.index("pa"));
    EXPECT_FALSE(find("192.0.2.9").has_next_hop);
    EXPECT_EQ(find("2001:db8::9").output, here_.index("pa"));
    EXPECT_FALSE(find("2001:db8::9").has_next_hop);
}

TEST_F(Routes, AreNoneToThisMachineAndToWhatIsNotReached) {
    for (const char* text : {"192.0.2.1", "127.0.0.1", "198.18.0.1", "100.64.0.1", "2001:db8::1", "2001:db9::1", "224.0.0.1"}) {
        EXPECT_EQ(find(text).output, 0U) << text;
        EXPECT_FALSE(find(text).has_next_hop) << text;
    }
}

TEST_F(Routes, AreRememberedForAWhile) {
    EXPECT_EQ(find("198.51.100.7").next_hop, address("192.0.2.254"));
    here_.ip("route replace 198.51.100.0/24 via 192.0.2.253");

    EXPECT_EQ(find("198.51.100.7", 9).next_hop, address("192.0.2.254"));
    EXPECT_EQ(lookup_->asked(), 1U);
    EXPECT_EQ(find("198.51.100.7", 10).next_hop, address("192.0.2.253"));
    EXPECT_EQ(lookup_->asked(), 2U);
}

TEST(RouteLookupLive, TellsOutputInterfaceNextHopAndName) {
    VethPair veth;
    veth.receiver.ip("link add pa type veth peer name pb");
    veth.receiver.ip("link set dev pa up");
    veth.receiver.ip("link set dev pb up");
    veth.receiver.await_up("pa");
    veth.receiver.ip("address add 192.0.2.1/24 dev pa");
    veth.receiver.ip("route add 198.51.100.0/24 via 192.0.2.254");

    Probe probe(veth, {.fields = "INPUT_SNMP OUTPUT_SNMP IPV4_NEXT_HOP INTERFACE_NAME IN_PKTS", .arguments = {"--route-lookup"}});
    veth.send(Ethernet{} / Ipv4{.destination = "198.51.100.2"} / Udp{}, 7);
    const Outcome outcome = probe.stop();

    ASSERT_EQ(outcome.flows.size(), 1U) << outcome.errors;
    const Json& flow = outcome.flows.front();
    EXPECT_EQ(flow.at("INPUT_SNMP"), veth.index());
    EXPECT_EQ(flow.at("OUTPUT_SNMP"), veth.receiver.index("pa"));
    EXPECT_EQ(flow.at("IPV4_NEXT_HOP"), "192.0.2.254");
    EXPECT_EQ(flow.at("INTERFACE_NAME"), "vb0");
    EXPECT_EQ(flow.at("IN_PKTS"), 7);
}

}  // namespace
}  // namespace support
