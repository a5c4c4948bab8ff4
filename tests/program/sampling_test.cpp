// SPDX-License-Identifier: Apache-2.0
// Sampling: what is metered, and that every frame is accounted for whichever way it went.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/metered.hpp"

namespace support::sampling {
namespace {

constexpr std::uint8_t kCount = 1, kRandom = 2, kFlows = 3;

std::vector<Captured> times(std::size_t number, const Packet& packet) { return {number, Captured(packet)}; }

// frames = packets of flows + non-IP + malformed + not sampled.
void expect_to_add_up(const Metering& metering) {
    std::uint64_t packets = 0, octets = 0;
    for (const std::string& flow : metering.flows) {
        const auto json = nlohmann::json::parse(flow);
        packets += json.at("IN_PKTS").get<std::uint64_t>();
        octets += json.at("IN_BYTES").get<std::uint64_t>();
    }
    const auto& counters = metering.counters;
    EXPECT_EQ(counters.frames, packets + counters.non_ip + counters.malformed + counters.not_sampled);
    EXPECT_EQ(counters.octets, octets);
}

class SamplingOf : public ::testing::TestWithParam<const char*> {
 protected:
    [[nodiscard]] std::string fields() const { return GetParam(); }
};

TEST_P(SamplingOf, EveryThirdPacketBeginsWithTheFirst) {
    Meter meter(fields(), {.sampling_method = kCount, .sampling_interval = 3});

    const Metering seven = meter.run(times(7, Ethernet{} / Ipv4{} / Udp{}));

    EXPECT_EQ(seven.values("IN_PKTS"), "3");
    EXPECT_EQ(seven.counters.not_sampled, 4U);
    expect_to_add_up(seven);
}

TEST_P(SamplingOf, PacketsCountsWhateverTheFrameIs) {
    std::vector<Captured> frames;
    for (int i = 0; i < 4; i++) {
        frames.emplace_back(Ethernet{} / Raw{.type = 0x0806});
        frames.emplace_back(Ethernet{} / Ipv4{} / Udp{});
        frames.emplace_back(Ethernet{} / Ipv4{.version = 5});
    }

    const Metering metering = Meter(fields(), {.sampling_method = kCount, .sampling_interval = 2}).run(frames);

    EXPECT_EQ(metering.counters.not_sampled, 6U);  // of 12: of ARP, IP and malformed two each
    EXPECT_EQ(metering.counters.non_ip, 2U);
    EXPECT_EQ(metering.counters.malformed, 2U);
    expect_to_add_up(metering);
}

TEST_P(SamplingOf, PacketsLetsDroppersSeeThemAll) {
    Meter meter(fields(), {.droppers = {"all"}, .sampling_method = kCount, .sampling_interval = 5});

    const Metering metering = meter.run(times(10, Ethernet{} / Ipv6{} / Tcp{}));

    EXPECT_EQ(metering.counters.dropped[0], 10U);
    EXPECT_EQ(metering.values("IN_PKTS"), "2");
    expect_to_add_up(metering);
}

// Six standard deviations on both sides.
TEST_P(SamplingOf, RandomPacketsIsAboutOneInTen) {
    Meter meter(fields(), {.kernel = false, .sampling_method = kRandom, .sampling_interval = 10});

    const Metering metering = meter.run(times(10'000, Ethernet{} / Ipv4{} / Tcp{}));

    const auto sampled = 10'000 - metering.counters.not_sampled;
    EXPECT_GT(sampled, 820U);
    EXPECT_LT(sampled, 1180U);
    EXPECT_EQ(metering.values("IN_PKTS"), std::to_string(sampled));
    expect_to_add_up(metering);
}

INSTANTIATE_TEST_SUITE_P(Programs, SamplingOf, ::testing::Values("IN_PKTS IN_BYTES", "IP_PROTOCOL_VERSION IN_PKTS IN_BYTES"));

TEST(SamplingOfFlows, MetersAllPacketsOfAboutOneFlowInFour) {
    std::vector<Captured> frames;
    for (int round = 0; round < 3; round++)
        for (std::uint16_t port = 1; port <= 1000; port++) frames.emplace_back(Ethernet{} / Ipv4{} / Udp{.source_port = port});

    const Metering metering =
        Meter("L4_SRC_PORT IN_PKTS IN_BYTES", {.kernel = false, .sampling_method = kFlows, .sampling_interval = 4}).run(frames);

    EXPECT_GT(metering.flows.size(), 250U - 6 * 14);
    EXPECT_LT(metering.flows.size(), 250U + 6 * 14);
    for (const std::string& flow : metering.flows) EXPECT_EQ(nlohmann::json::parse(flow).at("IN_PKTS"), 3) << flow;
    EXPECT_EQ(metering.counters.not_sampled, 3 * (1000 - metering.flows.size()));
    expect_to_add_up(metering);
}

TEST(SamplingOfFlows, IsTheSameInTheKernel) {
    const auto kernel_accepts = [] { return Meter("L4_SRC_PORT IN_PKTS", {.sampling_method = kFlows, .sampling_interval = 1}); };

    EXPECT_EQ(kernel_accepts().run(times(3, Ethernet{} / Ipv4{} / Udp{})).values("IN_PKTS"), "3");  // one in one: all
}

TEST(SamplingOfFlows, NeedsFieldsThatTellFlowsApart) {
    EXPECT_THROW(Meter("IN_PKTS", {.sampling_method = kFlows, .sampling_interval = 2}), std::runtime_error);
}

TEST(SamplingAtRandom, PassesTheKernelsVerifier) {
    Meter meter("L4_SRC_PORT IN_PKTS", {.sampling_method = kRandom, .sampling_interval = 1});

    EXPECT_EQ(meter.run(times(3, Ethernet{} / Ipv4{} / Udp{})).values("IN_PKTS"), "3");
}

}  // namespace
}  // namespace support::sampling
