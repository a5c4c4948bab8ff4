// SPDX-License-Identifier: Apache-2.0
// Interfaces appear, vanish and change while `xdpflow run` meters them: it never ends for that, and says what it does.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <sys/socket.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Packet kUdp = Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)};

// One more interface of the receiver, with an end at the sender; removed with this.
class Cable {
 public:
    // `end`: its name at the receiver.
    Cable(const VethPair& veth, const std::string& end) : veth_(veth), end_(end), far_end_("far" + end) {
        veth.receiver.ip("link add " + end + " type veth peer name " + far_end_ + " netns " + veth.sender.path());
        veth.sender.ip("link set dev " + far_end_ + " addrgenmode none up");
        socket_ = frame_socket(veth.sender, far_end_);
        index = veth.receiver.index(end);
    }
    Cable(const Cable&) = delete;
    Cable& operator=(const Cable&) = delete;
    ~Cable() { veth_.sender.ip("link del " + far_end_); }

    void up() const { veth_.receiver.ip("link set dev " + end_ + " addrgenmode none up"); }
    // Returns when they have arrived.
    void send(unsigned frames) {
        veth_.sender.await_up(far_end_), veth_.receiver.await_up(end_);
        const std::uint64_t before = veth_.receiver.rx_packets(end_);
        for (unsigned i = 0; i < frames; i++)
            ASSERT_EQ(::send(socket_.get(), kUdp.octets().data(), kUdp.octets().size(), 0),
                      static_cast<ssize_t>(kUdp.octets().size()));
        ASSERT_TRUE(eventually([&] { return veth_.receiver.rx_packets(end_) >= before + frames; }));
    }
    std::uint32_t index = 0;

 private:
    const VethPair& veth_;
    const std::string end_, far_end_;
    probe::UniqueFd socket_;
};

// "vb0 5 gone, new 7": frames by interface.
std::string frames_of(const Json& stats) {
    std::string text;
    for (const Json& one : stats.at("interfaces"))
        text += (text.empty() ? "" : ", ") + one.at("name").get<std::string>() + " " + one.at("frames").dump() +
                (one.at("attached").get<bool>() ? "" : " gone");
    return text;
}

TEST(ComingsAndGoings, OfANamedInterfaceAreWaitedForIfAskedFor) {
    VethPair veth;
    Probe probe(veth, {.interfaces = {"new"}, .arguments = {"--wait"}});
    EXPECT_THAT(
        lines_of(probe.process().errors()),
        ElementsAre(StartsWith("xdpflow: metering nothing yet; waiting for new (`ip link` lists what there is); tables of")));
    EXPECT_THAT(probe.stats().at("attaching").dump(), R"({"attached":0,"failures":0,"missing":["new"]})");

    Cable cable(veth, "new");
    cable.up();
    ASSERT_TRUE(probe.process().says("metering new (native), too"));
    cable.send(7);
    EXPECT_EQ(probe.stats().at("attaching").dump(), R"({"attached":1,"failures":0,"missing":[]})");
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.sum("IN_PKTS", "INPUT_SNMP", cable.index), 7U);
}

TEST(ComingsAndGoings, LoseNothingThatWasCountedBefore) {
    VethPair veth;
    Probe probe(veth, {.interfaces = {"vb0", "new"}, .arguments = {"--wait"}});
    veth.send(kUdp, 3);
    for (const unsigned frames : {5U, 6U}) {
        Cable cable(veth, "new");
        cable.up();
        ASSERT_TRUE(eventually([&] { return probe.stats().at("attaching").at("attached") == 2; })) << probe.process().errors();
        cable.send(frames);
        if (frames == 5) veth.receiver.ip("link set dev new down");
    }
    ASSERT_TRUE(eventually([&] { return probe.stats().at("attaching").at("attached") == 1; }));
    EXPECT_EQ(frames_of(probe.stats()), "vb0 3, new 5 gone, new 6 gone");  // two interfaces: each had an index of its own
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.stats.at("frames"), 14);
    EXPECT_EQ(outcome.sum("IN_PKTS"), 14U);
    EXPECT_THAT(outcome.errors, HasSubstr("new is gone; it is metered again when it comes back"));
}

TEST(ComingsAndGoings, FollowAPattern) {
    VethPair veth;
    Probe probe(veth, {.interfaces = {"port*"}});
    Cable one(veth, "port1"), other(veth, "other");
    one.up(), other.up();

    ASSERT_TRUE(probe.process().says("metering port1 (native), too"));
    one.send(4), other.send(2);
    veth.receiver.ip("link set dev port1 name port7");
    ASSERT_TRUE(probe.process().says("port1 is called port7 now"));
    veth.receiver.ip("link set dev other name port8");
    ASSERT_TRUE(probe.process().says("metering port8 (native), too"));
    veth.receiver.ip("link set dev port7 name port1");  // for its cable
    ASSERT_TRUE(probe.process().says("port7 is called port1 now"));
    veth.receiver.ip("link set dev port8 name other");
    ASSERT_TRUE(probe.process().says("port8 is called other now, which was not asked for: it is not metered any more"));
    one.send(1), other.send(9);

    EXPECT_EQ(frames_of(probe.stats()), "port1 5, port8 0 gone");
}

TEST(ComingsAndGoings, OfAnInterfaceThatIsDownAreSaid) {
    VethPair veth;
    veth.receiver.ip("link set dev vb0 down");

    Probe probe(veth);
    EXPECT_THAT(lines_of(probe.process().errors()),
                ElementsAre("xdpflow: vb0 is down: nothing is metered there until it is up (ip link set dev vb0 up)",
                            StartsWith("xdpflow: metering vb0 (native);")));
    veth.receiver.ip("link set dev vb0 up");
    ASSERT_TRUE(eventually([&] { return veth.receiver.ip("-o link show dev vb0").find("LOWER_UP") != std::string::npos; }));
    veth.send(kUdp, 5);

    EXPECT_EQ(probe.stop().sum("IN_PKTS"), 5U);
}

TEST(ComingsAndGoings, LetAnInterfaceThatMovedAwayAlone) {
    VethPair veth({.pairs = 2});
    const Network elsewhere;
    Probe probe(veth, {.interfaces = {"any"}});

    veth.receiver.ip("link set dev vb1 netns " + elsewhere.path());

    ASSERT_TRUE(probe.process().says("vb1 is gone"));
    EXPECT_TRUE(eventually([&] { return elsewhere.program("vb1") == 0; }));
    EXPECT_NE(veth.program(0), 0U);
    elsewhere.ip("link set dev vb1 netns " + veth.receiver.path());
    veth.receiver.ip("link set dev vb1 up");
    ASSERT_TRUE(probe.process().says("metering vb1 (native), too"));
}

TEST(ComingsAndGoings, TryAgainWhereAnotherProgramWas) {
    VethPair veth;
    Probe probe(veth, {.interfaces = {"port*"}});
    Cable cable(veth, "port0");
    const bpf_insn pass[] = {{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, XDP_PASS}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
    const probe::UniqueFd other(::bpf_prog_load(BPF_PROG_TYPE_XDP, "occupier", "GPL", pass, 2, nullptr));
    const auto index = static_cast<int>(cable.index);
    const auto set = [&](int program) {
        veth.receiver.inside([&] { ASSERT_EQ(::bpf_xdp_attach(index, program, 0, nullptr), 0); });
    };
    set(other.get());

    cable.up();
    ASSERT_TRUE(probe.process().says("port0 carries another XDP program already: \"occupier\""));
    EXPECT_TRUE(probe.process().says("not metered, tried again now and then"));
    EXPECT_GE(probe.stats().at("attaching").at("failures"), 1);
    set(-1);
    ASSERT_TRUE(probe.process().says("metering port0 (native), too"));
    cable.send(3);

    EXPECT_EQ(probe.stop().sum("IN_PKTS"), 3U);
}

TEST(ComingsAndGoings, NoticeThatSomebodyDetachedTheProgram) {
    VethPair veth;
    Probe probe(veth);
    const std::uint32_t before = veth.program();
    std::uint32_t id = 0;
    while (::bpf_link_get_next_id(id, &id) == 0) {
        const probe::UniqueFd link(::bpf_link_get_fd_by_id(id));
        bpf_link_info info{};
        __u32 size = sizeof info;
        if (link.is_open() && ::bpf_obj_get_info_by_fd(link.get(), &info, &size) == 0 && info.prog_id == before) {
            ASSERT_EQ(::bpf_link_detach(link.get()), 0);
        }
    }
    ASSERT_EQ(veth.program(), 0U);

    ASSERT_TRUE(eventually([&] { return veth.program() != 0; }));
    veth.send(kUdp, 3);

    EXPECT_EQ(probe.stop().sum("IN_PKTS"), 3U);
}

class StackedInterfaces : public testing::Test {
 protected:
    StackedInterfaces() {
        try {
            veth.receiver.ip("link add br0 type bridge");
        } catch (const std::runtime_error& error) {
            no_bridge_ = error.what();
            return;
        }
        veth.receiver.ip("link set dev vb0 master br0");
        veth.receiver.ip("link set dev br0 addrgenmode none address 00:00:5e:00:53:02 up");
    }
    void SetUp() override {
        if (!no_bridge_.empty()) GTEST_SKIP() << "this kernel has no bridge: " << no_bridge_;
    }
    // Not IP: a bridge may look into IP packets, and drop them.
    const Packet kFrame = Ethernet{.type = 0x88b5} / Raw{zeros(46)};

    // What the probe says, and counts, of eight frames that are counted so often in all.
    std::string metered(const ProbeSettings& settings, std::uint64_t frames, std::string& counted) {
        Probe probe(veth, settings);
        veth.send(kFrame, 8);
        probe.await_frames(frames);
        counted = frames_of(probe.stats());
        return probe.process().errors();
    }
    VethPair veth;

 private:
    std::string no_bridge_;
};

TEST_F(StackedInterfaces, CountAPacketOnce) {
    std::string counted;
    const std::string said = metered({.interfaces = {"any"}}, 8, counted);

    EXPECT_EQ(counted, "vb0 8");
    EXPECT_THAT(lines_of(said), ElementsAre(HasSubstr("metering vb0 (native);")));
}

TEST_F(StackedInterfaces, CountItEverywhereIfAskedFor) {
    std::string counted;
    const std::string said = metered({.interfaces = {"any"}, .arguments = {"--stacked", "all"}}, 16, counted);

    EXPECT_EQ(counted, "vb0 8, br0 8");
    EXPECT_THAT(said, Not(HasSubstr("twice")));
}

TEST_F(StackedInterfaces, ThatAreNamedAreMeteredWithARemark) {
    std::string counted;
    const std::string said = metered({.interfaces = {"vb0", "br0"}}, 16, counted);

    EXPECT_EQ(counted, "vb0 8, br0 8");
    EXPECT_THAT(
        said, HasSubstr("br0 and vb0 lie on each other, so that their packets are counted twice: name the lowest of them alone"));
}

TEST_F(StackedInterfaces, ChangePlacesWhenThePortIsTakenAway) {
    Probe probe(veth, {.interfaces = {"br*", "vb*"}});

    veth.receiver.ip("link set dev vb0 nomaster");

    EXPECT_TRUE(probe.process().says("metering br0 (generic), too"));
    EXPECT_NE(veth.program(), 0U);
    veth.receiver.ip("link set dev vb0 master br0");
    EXPECT_TRUE(probe.process().says("br0 is not metered any more: what it lies on is"));
    EXPECT_EQ(veth.receiver.program("br0"), 0U);
}

}  // namespace
}  // namespace support
