// SPDX-License-Identifier: Apache-2.0
// A device without Ethernet header: the first octet of a frame is that of the IP header, in XDP and in TC.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstring>

#include "probe/load/interface.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::HasSubstr;

constexpr const char* kFields =
    "IP_PROTOCOL_VERSION PROTOCOL L4_DST_PORT IN_SRC_MAC SRC_VLAN DIRECTION IN_PKTS IN_BYTES layer2OctetDeltaCount";

// virtio_net_hdr, whose header is not for C++: what a virtual machine says of a packet.
struct VirtioHead {
    std::uint8_t flags = 0, gso_type = 0;
    std::uint16_t hdr_len = 0, gso_size = 0, csum_start = 0, csum_offset = 0;
};

// A tun device in the receiver's namespace: what is written here enters it, what leaves it can be read here.
class Tun {
 public:
    explicit Tun(const VethPair& veth) {
        veth.receiver.inside([&] {
            device_ = probe::UniqueFd(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
            ifreq request{};
            std::strncpy(request.ifr_name, "tun0", IFNAMSIZ - 1);
            request.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR;
            if (::ioctl(device_.get(), TUNSETIFF, &request) != 0) device_.reset();
        });
        if (!device_.is_open()) return;
        veth.receiver.ip("addr add 192.0.2.65/26 dev tun0");
        veth.receiver.ip("link set dev tun0 addrgenmode none up");
    }
    [[nodiscard]] bool exists() const { return device_.is_open(); }

    // A packet as virtual machines write them, with what is to be done about segments.
    void write(const Octets& ip, VirtioHead head = {}) const {
        Octets both(sizeof head);
        std::memcpy(both.data(), &head, sizeof head);
        both.insert(both.end(), ip.begin(), ip.end());
        ASSERT_EQ(::write(device_.get(), both.data(), both.size()), static_cast<ssize_t>(both.size())) << std::strerror(errno);
    }

 private:
    probe::UniqueFd device_;
};

// Without its Ethernet header.
Octets bare(const Packet& packet) {
    Octets octets = packet;
    octets.erase(octets.begin(), octets.begin() + 14);
    return octets;
}

class BareIp : public testing::Test {
 protected:
    void SetUp() override {
        if (!tun.exists()) GTEST_SKIP() << "no tun device can be made";
    }
    VethPair veth;
    Tun tun{veth};
};

TEST_F(BareIp, IsMeteredInAllModes) {
    for (const std::string mode : {"generic", "tc"}) {
        SCOPED_TRACE(mode);
        Probe probe(veth, {.interfaces = {"tun0"}, .fields = kFields, .arguments = {"--mode", mode}});

        for (int i = 0; i < 3; i++) tun.write(bare(Ethernet{} / Ipv4{.source = "8.0.69.1"} / Udp{} / Raw{zeros(58)}));
        tun.write(bare(Ethernet{} / Ipv6{} / HopByHop{} / Tcp{}));
        probe.await_frames(4);
        const Outcome outcome = probe.stop();

        ASSERT_EQ(outcome.with("IP_PROTOCOL_VERSION", 4).size(), 1U);
        const Json udp = outcome.with("IP_PROTOCOL_VERSION", 4).front();
        EXPECT_EQ(udp.at("PROTOCOL"), 17);
        EXPECT_EQ(udp.at("L4_DST_PORT"), 53);
        EXPECT_EQ(udp.at("IN_SRC_MAC"), "00:00:00:00:00:00");
        EXPECT_EQ(udp.at("SRC_VLAN"), 0);
        EXPECT_EQ(udp.at("IN_PKTS"), 3);
        EXPECT_EQ(udp.at("IN_BYTES"), 3 * 86);
        EXPECT_EQ(udp.at("layer2OctetDeltaCount"), 3 * 86);
        ASSERT_EQ(outcome.with("IP_PROTOCOL_VERSION", 6).size(), 1U);
        EXPECT_EQ(outcome.with("IP_PROTOCOL_VERSION", 6).front().at("IN_BYTES"), 68);
        EXPECT_EQ(outcome.stats.at("frames"), 4);
    }
}

TEST_F(BareIp, FallsBackToGenericXdp) {
    Probe probe(veth, {.interfaces = {"tun0"}, .fields = kFields});

    EXPECT_THAT(probe.process().errors(), HasSubstr("metering tun0 (generic);"));
}

TEST_F(BareIp, ThatLeavesIsMetered) {
    Probe probe(veth, {.interfaces = {"tun0"}, .fields = kFields, .arguments = {"--direction", "both"}});

    veth.receiver.inside([] {
        const probe::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(53);
        to.sin_addr.s_addr = htonl(0xc0000242);  // 192.0.2.66
        for (int i = 0; i < 2; i++)
            ASSERT_EQ(::sendto(socket.get(), "12345678", 8, 0, reinterpret_cast<sockaddr*>(&to), sizeof to), 8);
    });
    probe.await_frames(2);
    const Outcome outcome = probe.stop();

    ASSERT_EQ(outcome.with("DIRECTION", 1).size(), 1U) << outcome.errors;
    const Json flow = outcome.with("DIRECTION", 1).front();
    EXPECT_EQ(flow.at("L4_DST_PORT"), 53);
    EXPECT_EQ(flow.at("IN_PKTS"), 2);
    EXPECT_EQ(flow.at("IN_BYTES"), 72);
    EXPECT_EQ(flow.at("layer2OctetDeltaCount"), 72);
    EXPECT_EQ(outcome.with("DIRECTION", 0).size(), 0U);
}

// The kernel takes a virtual machine's word for where its segments begin, and does not count them.
TEST_F(BareIp, OfAVirtualMachineIsCountedBySegments) {
    Probe probe(veth, {.interfaces = {"tun0"}, .fields = kFields, .arguments = {"--mode", "tc"}});
    VirtioHead head{};
    head.flags = 1;     // the checksum is to be filled in
    head.gso_type = 1;  // TCP over IPv4
    head.hdr_len = 40;
    head.gso_size = 1000;
    head.csum_start = 20;
    head.csum_offset = 16;

    tun.write(bare(Ethernet{} / Ipv4{} / Tcp{} / Raw{zeros(9500)}), head);
    probe.await_frames(10);
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.stats.at("frames"), 10);
    EXPECT_EQ(outcome.sum("IN_PKTS"), 10U);
    EXPECT_EQ(outcome.sum("IN_BYTES"), 9500U + 10 * 40);
}

// Of a large packet only so much lies where a program may read as its sender says, and here that is next to nothing.
TEST_F(BareIp, IsReadWhereverItsHeadersLie) {
    Probe probe(veth, {.interfaces = {"tun0"}, .fields = kFields, .arguments = {"--mode", "tc"}});
    VirtioHead head{};
    head.hdr_len = 20;

    tun.write(bare(Ethernet{} / Ipv6{} / HopByHop{} / DestinationOptions{} / Udp{} / Raw{zeros(9000)}), head);
    probe.await_frames(1);
    const Outcome outcome = probe.stop();

    ASSERT_EQ(outcome.flows.size(), 1U);
    EXPECT_EQ(outcome.flows[0].at("PROTOCOL"), 17);
    EXPECT_EQ(outcome.flows[0].at("L4_DST_PORT"), 53);
    EXPECT_EQ(outcome.flows[0].at("IN_BYTES"), 9064);
}

TEST(LinkLayer, IsEthernetOrNoneOrRefused) {
    EXPECT_EQ(*probe::has_ethernet("eth0", 1), true);
    EXPECT_EQ(*probe::has_ethernet("lo", 772), true);
    for (const int type : {512, 519, 768, 769, 776, 778, 823, 65534})
        EXPECT_EQ(*probe::has_ethernet("x", static_cast<std::uint16_t>(type)), false);
    EXPECT_EQ(probe::has_ethernet("ib0", 32).error().message,
              "ib0: its frames begin neither with an Ethernet nor with an IP header (type 32); they cannot be metered");
}

}  // namespace
}  // namespace support
