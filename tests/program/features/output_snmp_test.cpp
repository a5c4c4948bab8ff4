// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::output_snmp {

namespace {

// Rules as --if-networks has them: one for a network of each family and, where asked for, one for a MAC address.
void set_rules(exporter::Sources& sources, bool with_macs) {
    const auto network = [](const char* text) { return config::parse_network(text).value(); };
    sources.interface_networks = exporter::PrefixTable({{network("198.51.100.0/24"), 70'000}, {network("2001:db8::2/128"), 3}});
    sources.configured = {"if_networks"};
    if (!with_macs) return;
    sources.interface_macs[{0x00, 0x00, 0x5e, 0x00, 0x53, 0x02}] = 9;
    sources.configured.emplace_back("if_networks MAC");
}

}  // namespace

TEST(OutputSnmp, IsZeroWhileNotKnown) {
    EXPECT_EQ(metered("OUTPUT_SNMP", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(OutputSnmp, IsShownInFlowsOfBothFamilies) {
    const std::vector<Captured> frames = {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}};

    EXPECT_EQ(metered("OUTPUT_SNMP", frames, "IPV4_SRC_ADDR OUTPUT_SNMP IN_PKTS"), "0 0");
}

TEST(OutputSnmp, IsThatOfTheDestinationsNetworkWhereRulesSaySo) {
    exporter::Sources sources;
    set_rules(sources, false);
    const Packet four = Ethernet{} / Ipv4{} / Tcp{}, six = Ethernet{} / Ipv6{} / Udp{};
    const Packet other = Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Tcp{};

    EXPECT_EQ(metered_with(sources, "OUTPUT_SNMP", {four, six, other}), "0 3 70000");
}

TEST(OutputSnmp, IsThatOfTheDestinationsMacAddressBeforeItsNetwork) {
    exporter::Sources sources;
    set_rules(sources, true);
    const Packet known = Ethernet{} / Ipv4{} / Tcp{}, other = Ethernet{.destination = "00:00:5e:00:53:07"} / Ipv4{} / Udp{};

    EXPECT_EQ(metered_with(sources, "OUTPUT_SNMP", {known, other}, "OUTPUT_SNMP PROTOCOL"), "9 70000");
}

TEST(OutputSnmp, IsThatOfTheRouteWhereNoRuleKnowsIt) {
    exporter::Sources sources;
    set_rules(sources, false);
    sources.configured.emplace_back("route_lookup");
    sources.route = [](const config::Address& destination) {
        return exporter::Route{destination.is_ipv6 ? 66U : 44U, {}, false};
    };
    const Packet ruled = Ethernet{} / Ipv4{} / Tcp{}, four = Ethernet{} / Ipv4{.destination = "203.0.113.9"} / Tcp{};
    const Packet six = Ethernet{} / Ipv6{.destination = "2001:db9::9"} / Tcp{};

    EXPECT_EQ(metered_with(sources, "OUTPUT_SNMP", {ruled, four, six}), "44 66 70000");
}

TEST(OutputSnmp, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("OUTPUT_SNMP", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::output_snmp
