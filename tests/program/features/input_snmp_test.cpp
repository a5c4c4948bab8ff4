// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::input_snmp {

namespace {

// Rules as --if-networks has them: one for a network of each family and, where asked for, one for a MAC address.
void set_rules(exporter::Sources& sources, bool with_macs) {
    const auto network = [](const char* text) { return config::parse_network(text).value(); };
    sources.interface_networks = exporter::PrefixTable({{network("192.0.2.0/24"), 70'000}, {network("2001:db8::1/128"), 3}});
    sources.configured = {"if_networks"};
    if (!with_macs) return;
    sources.interface_macs[{0x00, 0x00, 0x5e, 0x00, 0x53, 0x01}] = 9;
    sources.configured.emplace_back("if_networks MAC");
}

}  // namespace

TEST(InputSnmp, IsTheNumberOfTheInterface) {
    EXPECT_EQ(metered("INPUT_SNMP", {{Ethernet{} / Ipv4{} / Udp{}, {.interface = 0x01020304}}}), "16909060");
}

TEST(InputSnmp, TellsFlowsApart) {
    const Packet udp = Ethernet{} / Ipv4{} / Udp{}, tcp = Ethernet{} / Ipv6{} / Tcp{};
    const std::vector<Captured> frames = {{udp, {.interface = 0}}, {tcp, {.interface = 3}}, {tcp, {.interface = 0}}};

    EXPECT_EQ(metered("INPUT_SNMP", frames), "0 3");
    EXPECT_EQ(metered("IN_PKTS", frames, "INPUT_SNMP IN_PKTS"), "1 2");
}

TEST(InputSnmp, IsThatOfTheSourcesNetworkWhereRulesSaySo) {
    exporter::Sources sources;
    set_rules(sources, false);
    const Captured four(Ethernet{} / Ipv4{} / Tcp{}, {.interface = 5}), six(Ethernet{} / Ipv6{} / Udp{}, {.interface = 5});
    const Captured other(Ethernet{} / Ipv4{.source = "203.0.113.9"} / Tcp{}, {.interface = 5});

    EXPECT_EQ(metered_with(sources, "INPUT_SNMP", {four}), "70000");
    EXPECT_EQ(metered_with(sources, "INPUT_SNMP", {four, six, other}, "INPUT_SNMP IPV4_DST_ADDR"), "3 5 70000");
}

TEST(InputSnmp, IsThatOfTheSourcesMacAddressBeforeItsNetwork) {
    exporter::Sources sources;
    set_rules(sources, true);
    const Packet known = Ethernet{} / Ipv4{} / Tcp{}, other = Ethernet{.source = "00:00:5e:00:53:07"} / Ipv4{} / Udp{};

    EXPECT_EQ(metered_with(sources, "INPUT_SNMP", {known, other}, "INPUT_SNMP PROTOCOL"), "9 70000");
}

TEST(InputSnmp, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("INPUT_SNMP", Ethernet{} / Vlan{} / Ipv4{} / Udp{}), "0: malformed, 38: 0");
}

}  // namespace support::input_snmp
