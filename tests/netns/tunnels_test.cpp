// SPDX-License-Identifier: Apache-2.0
// The kernel's own VXLAN over a veth, with all offloads: TCP inside is one packet of many segments where it leaves, lies in single frames
// on the wire, and is put together again before TC where it enters. All three hooks count the same packets and octets inside.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

constexpr const char* kFields = "PROTOCOL UPSTREAM_TUNNEL_ID UNTUNNELED_L4_DST_PORT IN_PKTS IN_BYTES layer2OctetDeltaCount";

struct Sums {
    std::uint64_t packets = 0, octets = 0, frame_octets = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Sums& sums) {
        return out << sums.packets << " packets, " << sums.octets << " octets, " << sums.frame_octets << " with all around";
    }
};

Sums sums_of(const std::vector<Json>& flows) {
    Sums sums;
    for (const Json& flow : flows) {
        sums.packets += flow.at("IN_PKTS").get<std::uint64_t>();
        sums.octets += flow.at("IN_BYTES").get<std::uint64_t>();
        sums.frame_octets += flow.at("layer2OctetDeltaCount").get<std::uint64_t>();
    }
    return sums;
}

// An end of the tunnel, with an address inside of it. False: this kernel has no VXLAN.
bool add_vxlan(const Network& network, const std::string& device, const std::string& underlay, const std::string& local,
               const std::string& remote, const std::string& address) {
    try {
        network.ip("link add vx0 type vxlan id 4242 dstport 4789 local " + local + " remote " + remote + " dev " + device + " " +
                   underlay);
    } catch (const std::exception& error) {
        std::printf("no VXLAN: %s\n", error.what());
        return false;
    }
    network.ip("addr add " + address + "/24 dev vx0");
    network.ip("link set dev vx0 addrgenmode none up");
    return true;
}

// Bounded so that a veth's queue of 256 frames never overflows.
void send_inside(const VethPair& veth) {
    Process server({{"iperf3", "--server", "--one-off", "--forceflush"}, veth.receiver.descriptor()});
    ASSERT_TRUE(eventually([&] { return server.output().find("listening") != std::string::npos; })) << server.errors();
    const Answer answer =
        run({{"iperf3", "--client", "203.0.113.2", "--window", "64K", "--bytes", "5M"}, veth.sender.descriptor()});
    ASSERT_EQ(answer.code, 0) << answer.output << answer.errors;
    ASSERT_EQ(server.wait(), 0);
}

class LiveVxlan : public testing::TestWithParam<int> {};

TEST_P(LiveVxlan, IsCountedInsideAlikeByEveryHook) {
    VethPair veth({.addresses = true});
    const bool ipv4 = GetParam() == AF_INET;
    const std::string near = ipv4 ? "192.0.2.2" : "2001:db8::2", far = ipv4 ? "192.0.2.1" : "2001:db8::1";
    const std::string underlay = ipv4 ? "" : "udp6zerocsumtx udp6zerocsumrx";
    if (!add_vxlan(veth.sender, "va0", underlay, far, near, "203.0.113.1") ||
        !add_vxlan(veth.receiver, "vb0", underlay, near, far, "203.0.113.2"))
        GTEST_SKIP() << "this kernel has no VXLAN";
    Probe leaving(
        veth,
        {.interfaces = {"va0"}, .fields = kFields, .arguments = {"--tunnel", "--direction", "out"}, .network = &veth.sender});
    Probe wire(veth, {.fields = kFields, .arguments = {"--tunnel", "--mode", "native"}});
    Probe entering(veth, {.fields = kFields, .arguments = {"--tunnel", "--mode", "tc"}});

    send_inside(veth);
    EXPECT_TRUE(eventually([&] {
        const Json frames = wire.stats().at("frames");
        return leaving.stats().at("frames") == frames && entering.stats().at("frames") == frames;
    }));
    const Outcome left = leaving.stop(), passed = wire.stop(), entered = entering.stop();

    const Sums inside = sums_of(passed.with("UPSTREAM_TUNNEL_ID", 4242));
    const std::uint64_t around = ipv4 ? 14 + 20 + 8 + 8 + 14 : 14 + 40 + 8 + 8 + 14;
    EXPECT_EQ(sums_of(left.with("UPSTREAM_TUNNEL_ID", 4242)), inside);
    EXPECT_EQ(sums_of(entered.with("UPSTREAM_TUNNEL_ID", 4242)), inside);
    EXPECT_GE(inside.octets, 5U << 20);
    EXPECT_GE(inside.packets, (5U << 20) / 1450);
    for (const Outcome* outcome : {&left, &passed, &entered}) {
        const Sums tcp = sums_of(outcome->with("PROTOCOL", 6));
        EXPECT_GE(tcp.octets, 5U << 20);
        EXPECT_EQ(tcp.frame_octets, tcp.octets + around * tcp.packets);
        EXPECT_EQ(outcome->with("UNTUNNELED_L4_DST_PORT", 4789).size(), outcome->with("UPSTREAM_TUNNEL_ID", 4242).size());
    }
}

INSTANTIATE_TEST_SUITE_P(Over, LiveVxlan, testing::Values(AF_INET, AF_INET6),
                         [](const auto& one) { return one.param == AF_INET ? "Ipv4" : "Ipv6"; });

}  // namespace
}  // namespace support
