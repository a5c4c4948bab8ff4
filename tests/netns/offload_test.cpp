// SPDX-License-Identifier: Apache-2.0
// Segmentation offload between the kernel's own sockets: packets leave va0 in one piece, are cut behind TC, reach XDP as they are
// on the wire, and are put together again before TC. All three count the same packets and octets, and so does the interface.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/support/netns_probe.hpp"
#include "tests/support/netns_sockets.hpp"

namespace support {
namespace {

struct Sums {
    std::uint64_t packets = 0, octets = 0, frame_octets = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Sums& sums) {
        return out << sums.packets << " packets, " << sums.octets << " octets, " << sums.frame_octets << " with Ethernet";
    }
};

Sums sums_of(const Outcome& outcome) {
    return {outcome.sum("IN_PKTS"), outcome.sum("IN_BYTES"), outcome.sum("layer2OctetDeltaCount")};
}

struct Measured {
    Sums leaving, driver, entering;  // TC at va0, XDP at vb0, TC at vb0
    std::uint64_t wire_packets = 0;  // that arrived at vb0
    std::uint64_t wire_octets = 0;   // as the interface counts them
};

// Until everything that left has arrived everywhere, and been counted.
Measured measure(VethPair& veth, const std::function<void()>& traffic) {
    Probe driver(veth, {.arguments = {"--mode", "native"}});
    Probe entering(veth, {.arguments = {"--mode", "tc"}});
    Probe leaving(veth, {.interfaces = {"va0"}, .arguments = {"--direction", "out"}, .network = &veth.sender});
    const std::uint64_t before = veth.xdp_packets(), octets_before = veth.receiver.rx_octets("vb0");
    traffic();
    std::uint64_t wire = 0;
    EXPECT_TRUE(eventually([&] {
        wire = veth.xdp_packets() - before;
        for (Probe* probe : {&leaving, &driver, &entering})
            if (probe->stats().at("frames") != wire) return false;
        return wire == veth.xdp_packets() - before;
    })) << leaving.stats().at("frames")
        << " left, " << wire << " on the wire, " << driver.stats().at("frames") << " in XDP, " << entering.stats().at("frames")
        << " entered";
    return {sums_of(leaving.stop()), sums_of(driver.stop()), sums_of(entering.stop()), wire,
            veth.receiver.rx_octets("vb0") - octets_before};
}

void expect_agreement(const Measured& measured) {
    EXPECT_EQ(measured.leaving, measured.driver);
    EXPECT_EQ(measured.entering, measured.driver);
    EXPECT_EQ(measured.driver.packets, measured.wire_packets);
    EXPECT_EQ(measured.driver.octets, measured.wire_octets);
    EXPECT_EQ(measured.driver.frame_octets, measured.driver.octets + 14 * measured.driver.packets);
}

class Offload : public testing::TestWithParam<std::tuple<int, unsigned>> {
 protected:
    int family = std::get<0>(GetParam());
    unsigned mtu = std::get<1>(GetParam());
    std::uint64_t ip_header = family == AF_INET ? 20 : 40;
    VethPair veth{{.mtu = mtu, .addresses = true}};
};

TEST_P(Offload, OfTcpIsCountedBySegments) {
    constexpr std::size_t kOctets = 3'000'000;

    const Measured measured = measure(veth, [&] { ASSERT_EQ(stream(veth, family, kOctets), kOctets); });

    expect_agreement(measured);
    EXPECT_GE(measured.driver.packets, kOctets / (mtu - ip_header - 32));
    EXPECT_GE(measured.driver.octets, kOctets + measured.driver.packets * (ip_header + 20));
}

// 100 times 10,500 octets in datagrams of 1,000: ten full ones and one of 500 each.
TEST_P(Offload, OfUdpIsCountedByDatagrams) {
    const Measured measured = measure(veth, [&] { ASSERT_EQ(segmented(veth, family, 100, 10'500, 1'000), 1'050'000U); });

    expect_agreement(measured);
    EXPECT_EQ(measured.driver.packets, 1100U);
    EXPECT_EQ(measured.driver.octets, 1'050'000 + 1100 * (ip_header + 8));
}

INSTANTIATE_TEST_SUITE_P(BothFamilies, Offload,
                         testing::Combine(testing::Values(AF_INET, AF_INET6), testing::Values(1500U, 9000U)));

// Larger than what a length of 16 bits can say.
TEST(BigTcp, IsCountedBySegments) {
    for (const int family : {AF_INET, AF_INET6}) {
        VethPair veth({.addresses = true});
        veth.sender.ip("link set dev va0 gso_max_size 180000");

        const Measured measured = measure(veth, [&] { ASSERT_EQ(stream(veth, family, 6'000'000), 6'000'000U); });

        expect_agreement(measured);
    }
}

}  // namespace
}  // namespace support
