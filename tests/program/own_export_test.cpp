// SPDX-License-Identifier: Apache-2.0
// What the probe itself sends to its collectors is counted as filtered, and is no flow.
#include <gtest/gtest.h>

#include "exporter/transport.hpp"
#include "tests/support/metered.hpp"

namespace support::own_export {
namespace {

using exporter::CollectorReport;
using exporter::Endpoint;

CollectorReport report(const char* local, std::uint16_t local_port, const char* remote, std::uint16_t remote_port) {
    CollectorReport report;
    report.local = Endpoint{boost::asio::ip::make_address(local), local_port};
    report.remote = Endpoint{boost::asio::ip::make_address(remote), remote_port};
    return report;
}

const std::vector<CollectorReport> kCollectors{report("192.0.2.1", 40000, "198.51.100.2", 4739),
                                               report("2001:db8::1", 40001, "2001:db8::2", 4739)};

const Ipv4 kIpv4{.source = "192.0.2.1", .destination = "198.51.100.2"};
const Ipv6 kIpv6{.source = "2001:db8::1", .destination = "2001:db8::2"};
const Udp kMessage4{.source_port = 40000, .destination_port = 4739}, kMessage6{.source_port = 40001, .destination_port = 4739};

// In both kinds of programs: without key fields, where usual packets have a way of their own, and with tables.
class OwnExport : public testing::TestWithParam<const char*> {
 protected:
    [[nodiscard]] Metering run(const std::vector<Captured>& frames) const {
        return Meter(GetParam(), {.collectors = &kCollectors}).run(frames);
    }
    void expect_filtered(const Packet& packet) const {
        const Metering metering = run({packet});
        EXPECT_EQ(metering.counters.filtered, 1U);
        EXPECT_TRUE(metering.flows.empty());
    }
    void expect_metered(const Packet& packet) const {
        const Metering metering = run({packet});
        EXPECT_EQ(metering.counters.filtered, 0U);
        EXPECT_EQ(metering.values("IN_PKTS"), "1");
    }
};

TEST_P(OwnExport, IsCountedAndLeftOut) {
    const Metering metering = run({Ethernet{} / kIpv4 / kMessage4 / Raw{zeros(100)}, Ethernet{} / kIpv6 / kMessage6,
                                   Ethernet{} / kIpv4 / Udp{} / Raw{zeros(10)}, Ethernet{} / kIpv4 / kMessage4});

    EXPECT_EQ(metering.counters.frames, 4U);
    EXPECT_EQ(metering.counters.filtered, 3U);
    EXPECT_EQ(metering.counters.octets, 38U);  // of the one that is left: 20 + 8 + 10
    EXPECT_EQ(metering.values("IN_PKTS"), "1");
}

// Inside of 128 octets and more of tunnels, too.
TEST_P(OwnExport, IsKnownInTunnels) {
    Packet packet = Ethernet{} / Ipv6{};
    for (int i = 0; i < 3; i++) packet = packet / Gre{} / Ipv6{};
    MeterSetup setup;
    setup.collectors = &kCollectors;
    setup.tunnels = 4;

    const Metering metering = Meter(GetParam(), setup).run({packet / kIpv4 / kMessage4, packet / kIpv4 / Udp{}});

    EXPECT_EQ(metering.counters.filtered, 1U);
    EXPECT_EQ(metering.values("IN_PKTS"), "1");
    expect_metered(packet / kIpv4 / kMessage4);
}

TEST_P(OwnExport, IsKnownBehindTagsAndOptions) {
    expect_filtered(Ethernet{} / Vlan{} / Vlan{} / kIpv4 / kMessage4);
    expect_filtered(Ethernet{} / Mpls{} / kIpv6 / kMessage6);
    expect_filtered(Ethernet{} / Ipv4{.source = "192.0.2.1", .destination = "198.51.100.2", .options = zeros(40)} / kMessage4);
}

TEST_P(OwnExport, IsNothingElseThanThisFlow) {
    expect_metered(Ethernet{} / Ipv4{.source = "192.0.2.3", .destination = "198.51.100.2"} / kMessage4);
    expect_metered(Ethernet{} / Ipv4{.source = "192.0.2.1", .destination = "198.51.100.3"} / kMessage4);
    expect_metered(Ethernet{} / Ipv6{.source = "2001:db8::3", .destination = "2001:db8::2"} / kMessage6);
    expect_metered(Ethernet{} / Ipv6{.source = "2001:db8::1", .destination = "2001:db8:1::2"} / kMessage6);
    expect_metered(Ethernet{} / kIpv4 / kMessage6);
    expect_metered(Ethernet{} / kIpv4 / Udp{.source_port = 4739, .destination_port = 40000});
    expect_metered(Ethernet{} / Ipv4{.source = "198.51.100.2", .destination = "192.0.2.1"} /
                   Udp{.source_port = 4739, .destination_port = 40000});
    expect_metered(Ethernet{} / kIpv4 / Tcp{.source_port = 40000, .destination_port = 4739});
    expect_metered(Ethernet{} /
                   Ipv4{.source = "192.0.2.1", .destination = "198.51.100.2", .fragment_offset = 185, .protocol = 17} /
                   Raw{octets({0x9c, 0x40, 0x12, 0x83, 0, 8, 0, 0})});
}

// Over TCP the acknowledgements are no flow either.
TEST_P(OwnExport, IsKnownOverTcpInBothDirections) {
    std::vector<CollectorReport> collectors = kCollectors;
    for (CollectorReport& collector : collectors) collector.collector.transport = config::Transport::tcp;
    const auto run_tcp = [&](const Packet& packet) {
        return Meter(GetParam(), {.collectors = &collectors}).run({packet}).counters.filtered;
    };

    EXPECT_EQ(run_tcp(Ethernet{} / kIpv4 / Tcp{.source_port = 40000, .destination_port = 4739}), 1U);
    EXPECT_EQ(run_tcp(Ethernet{} / kIpv6 / Tcp{.source_port = 40001, .destination_port = 4739}), 1U);
    EXPECT_EQ(run_tcp(Ethernet{} / Ipv4{.source = "198.51.100.2", .destination = "192.0.2.1"} /
                      Tcp{.source_port = 4739, .destination_port = 40000}),
              1U);
    EXPECT_EQ(run_tcp(Ethernet{} / kIpv4 / kMessage4), 0U);
    EXPECT_EQ(run_tcp(Ethernet{} / kIpv4 / Tcp{.source_port = 40000, .destination_port = 4740}), 0U);
}

// One in 64 ports has the bit of one that is listed.
TEST_P(OwnExport, IsNotMistakenForAnyOtherPort) {
    std::vector<Captured> frames;
    for (std::uint16_t port = 38'000; port < 42'000; port++)
        frames.emplace_back(Ethernet{} / kIpv4 / Udp{.source_port = port, .destination_port = 4739});

    const Metering metering = run(frames);

    EXPECT_EQ(metering.counters.filtered, 1U);
    EXPECT_EQ(metering.counters.octets, 3999U * 28);
}

TEST_P(OwnExport, IsNotLookedForInWhatIsCut) {
    Octets frame = (Ethernet{} / kIpv4 / kMessage4).octets();
    frame.resize(41);  // one octet of the UDP header is missing

    EXPECT_EQ(run({frame}).counters.filtered, 0U);
}

INSTANTIATE_TEST_SUITE_P(Programs, OwnExport, testing::Values("IN_PKTS", "IPV4_SRC_ADDR L4_DST_PORT IN_PKTS"),
                         [](const auto& program) { return program.index == 0 ? "WithoutKey" : "WithTables"; });

TEST(OwnExportOfSixteenCollectors, IsKnown) {
    std::vector<CollectorReport> collectors;
    std::vector<Captured> frames;
    for (std::uint16_t i = 0; i < 16; i++) {
        const auto port = static_cast<std::uint16_t>(50'000 + i);
        collectors.push_back(report("192.0.2.1", port, "198.51.100.2", 2055));
        frames.emplace_back(Ethernet{} / kIpv4 / Udp{.source_port = port, .destination_port = 2055});
    }

    EXPECT_EQ(Meter("IN_PKTS", {.collectors = &collectors}).run(frames).counters.filtered, 16U);
}

TEST(OwnExportWithoutCollectors, IsMetered) { EXPECT_EQ(metered("IN_PKTS", {Ethernet{} / kIpv4 / kMessage4}), "1"); }

}  // namespace
}  // namespace support::own_export
