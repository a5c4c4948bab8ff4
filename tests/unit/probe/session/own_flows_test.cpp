// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>

#include "probe/session/own_flows.hpp"

namespace probe {
namespace {

using exporter::CollectorReport;
using exporter::Endpoint;

Endpoint endpoint(const char* address, std::uint16_t port) { return {boost::asio::ip::make_address(address), port}; }

CollectorReport report(const Endpoint& local, const Endpoint& remote) {
    CollectorReport report;
    report.local = local;
    report.remote = remote;
    return report;
}

// The flow at this place: source, destination and ports, in hexadecimal digits.
std::string listed(const bpf::shared::control& control, std::size_t place) {
    unsigned char octets[36];
    std::memcpy(octets, &control.own_flows[place], sizeof octets);
    std::string text;
    for (const unsigned char octet : octets) {
        static constexpr const char* kDigits = "0123456789abcdef";
        text += {kDigits[octet >> 4], kDigits[octet & 15]};
    }
    return text.substr(0, 32) + " " + text.substr(32, 32) + " " + text.substr(64);
}

int bits(const bpf::shared::control& control) { return __builtin_popcountll(control.own_ports); }

TEST(OwnFlows, AreListedAsOnTheWire) {
    bpf::shared::control control{};
    set_own_flows(control, {report(endpoint("192.0.2.1", 40000), endpoint("198.51.100.2", 4739)),
                            report(endpoint("2001:db8::1", 40001), endpoint("2001:db8::2", 2055))});

    EXPECT_EQ(listed(control, 0), "00000000000000000000ffffc0000201 00000000000000000000ffffc6336402 9c401283");
    EXPECT_EQ(listed(control, 2), "20010db8000000000000000000000001 20010db8000000000000000000000002 9c410807");
    EXPECT_GE(bits(control), 1);
}

TEST(OwnFlows, OverTcpAreThoseOfBothDirections) {
    bpf::shared::control control{};
    CollectorReport tcp = report(endpoint("192.0.2.1", 40000), endpoint("198.51.100.2", 4739));
    tcp.collector.transport = config::Transport::tls;
    set_own_flows(control, {tcp});

    EXPECT_EQ(listed(control, 0), "00000000000000000000ffffc0000201 00000000000000000000ffffc6336402 9c401283");
    EXPECT_EQ(listed(control, 1), "00000000000000000000ffffc6336402 00000000000000000000ffffc0000201 12839c40");
    EXPECT_EQ(control.own_flows[0].protocol, 6U);
    EXPECT_EQ(control.own_flows[1].protocol, 6U);
    EXPECT_EQ(bits(control), 2);
}

TEST(OwnFlows, OfASocketThatSendsIpv4AsIpv6AreThoseOfIpv4) {
    bpf::shared::control control{};
    set_own_flows(control, {report(endpoint("::ffff:192.0.2.1", 40000), endpoint("::ffff:198.51.100.2", 4739))});

    EXPECT_EQ(listed(control, 0), "00000000000000000000ffffc0000201 00000000000000000000ffffc6336402 9c401283");
}

TEST(OwnFlows, OfACollectorThatIsNotConnectedAreNone) {
    bpf::shared::control control{};
    set_own_flows(control, {report(endpoint("192.0.2.1", 40000), endpoint("198.51.100.2", 4739))});
    CollectorReport away;
    away.remote = endpoint("198.51.100.2", 4739);
    set_own_flows(control, {away});

    EXPECT_EQ(control.own_ports, 0U);
    EXPECT_EQ(control.own_flows[0].ports, 0U);
}

}  // namespace
}  // namespace probe
