// SPDX-License-Identifier: Apache-2.0
// Where the program is attached: in the driver, behind it, and not at all where another one sits.
#include <bpf/bpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <linux/if_link.h>

#include <cerrno>
#include <stdexcept>

#include "probe/load/xdp_link.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Packet kUdp = Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)};

std::string link_line(const VethPair& veth, const std::string& interface) {
    return veth.receiver.ip("-o link show dev " + interface);
}

TEST(XdpMode, IsTheDriversWhereItCan) {
    VethPair veth;

    Probe probe(veth);

    EXPECT_THAT(link_line(veth, "vb0"), HasSubstr(" xdp "));
    EXPECT_THAT(lines_of(probe.process().errors()), ElementsAre(StartsWith("xdpflow: metering vb0 (native);")));
}

TEST(XdpMode, IsGenericIfAskedFor) {
    VethPair veth;

    Probe probe(veth, {.arguments = {"--mode", "generic"}});

    EXPECT_THAT(link_line(veth, "vb0"), HasSubstr(" xdpgeneric "));
    EXPECT_THAT(lines_of(probe.process().errors()), ElementsAre(StartsWith("xdpflow: metering vb0 (generic);")));
}

// The loopback interface has no native XDP anywhere.
TEST(XdpMode, FallsBackToGenericAndSaysSo) {
    VethPair veth;
    veth.receiver.ip("link set dev lo mtu 1500");

    Probe probe(veth, {.interfaces = {"lo"}});

    EXPECT_THAT(link_line(veth, "lo"), HasSubstr(" xdpgeneric "));
    EXPECT_THAT(
        lines_of(probe.process().errors()),
        ElementsAre("xdpflow: lo: its driver has no native XDP; metering in generic mode, which costs about three times as much "
                    "per packet",
                    StartsWith("xdpflow: metering lo (generic);")));
}

TEST(XdpMode, NativeIsRefusedWhereTheDriverCannot) {
    VethPair veth;
    veth.receiver.ip("link set dev lo mtu 1500");

    const Answer answer =
        run({{xdpflow(), "run", "-i", "lo", "--control", "off", "--mode", "native"}, veth.receiver.descriptor()});

    EXPECT_NE(answer.code, 0);
    EXPECT_THAT(lines_of(answer.errors), ElementsAre("xdpflow: lo: its driver has no native XDP; use --mode generic"));
    EXPECT_EQ(veth.receiver.program("lo"), 0U);
}

TEST(XdpMode, DoesNotBlameTheMtuAloneWhereTheDriverHasNoXdp) {
    VethPair veth;  // lo has an MTU of 65,536

    const Answer answer =
        run({{xdpflow(), "run", "-i", "lo", "--control", "off", "--mode", "native"}, veth.receiver.descriptor()});

    EXPECT_NE(answer.code, 0);
    EXPECT_THAT(lines_of(answer.errors),
                ElementsAre("xdpflow: lo: its driver has no native XDP, or none at an MTU of 65536 octets; "
                            "use --mode generic"));
}

// What drivers answer to a program where the MTU is too large for them; there is none here that does.
TEST(XdpMode, NamesTheMtuWhereTheDriverRefusesIt) {
    const probe::Interface jumbo{"eth9", 9, 9000};

    for (const int error : {ERANGE, EINVAL})
        EXPECT_EQ(
            probe::why_not_native(jumbo, error),
            "its MTU of 9000 octets is too large for native XDP in its driver: ip link set dev eth9 mtu 1500 makes it smaller")
            << error;
    EXPECT_THAT(probe::why_not_native(jumbo, ENOMEM), Not(HasSubstr("MTU")));
    EXPECT_THAT(probe::why_not_native({"eth9", 9, 1500}, EINVAL), Not(HasSubstr("MTU")));
}

// Lets everything pass; attached to vb0 without a link, as `ip link set dev vb0 xdp` would do it.
class Occupier {
 public:
    explicit Occupier(const VethPair& veth) {
        const bpf_insn pass[] = {{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, XDP_PASS}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
        program_ = probe::UniqueFd(::bpf_prog_load(BPF_PROG_TYPE_XDP, "occupier", "GPL", pass, 2, nullptr));
        bpf_prog_info info{};
        __u32 size = sizeof info;
        if (::bpf_obj_get_info_by_fd(program_.get(), &info, &size) != 0)
            throw std::runtime_error("no program to occupy vb0 with");
        id = info.id;
        const auto index = static_cast<int>(veth.index());
        veth.receiver.inside([&] {
            if (::bpf_xdp_attach(index, program_.get(), XDP_FLAGS_UPDATE_IF_NOEXIST, nullptr) != 0)
                throw std::runtime_error("vb0");
        });
    }
    std::uint32_t id = 0;

 private:
    probe::UniqueFd program_;
};

TEST(XdpMode, RefusesAnInterfaceThatCarriesAnotherProgram) {
    VethPair veth;
    const Occupier occupier(veth);

    for (const char* mode : {"auto", "native", "generic"}) {
        const Answer answer = refused(veth, {"--mode", mode});

        EXPECT_NE(answer.code, 0);
        EXPECT_THAT(lines_of(answer.errors),
                    ElementsAre("xdpflow: vb0 carries another XDP program already: \"occupier\", id " +
                                std::to_string(occupier.id) +
                                "; stop the program that attached it, run: ip link set dev vb0 xdp off, or use --mode tc"));
        EXPECT_EQ(veth.program(), occupier.id);
    }
}

TEST(XdpMode, LeavesTheProbeThatWasThereFirstToItsWork) {
    VethPair veth;
    Probe first(veth);
    const std::uint32_t id = veth.program();

    veth.send(kUdp, 20);
    const Answer answer = refused(veth, {});
    veth.send(kUdp, 30);

    EXPECT_NE(answer.code, 0);
    EXPECT_THAT(lines_of(answer.errors), ElementsAre(HasSubstr("\"xdpflow\", id " + std::to_string(id) + ";")));
    EXPECT_EQ(veth.program(), id);
    EXPECT_EQ(first.stop().sum("IN_PKTS"), 50U);
}

}  // namespace
}  // namespace support
