// SPDX-License-Identifier: Apache-2.0
// What `xdpflow run` changes at an interface while it meters it, and that it is as before when it has ended, however it ended.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "probe/interfaces/ethtool.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

bool is_promiscuous(const VethPair& veth) {
    return veth.receiver.ip("-details link show dev vb0").find("promiscuity 1") != std::string::npos;
}

std::set<std::string> features(const VethPair& veth) {
    std::set<std::string> found;
    veth.receiver.inside([&] { found = probe::switchable_features("vb0"); });
    return found;
}

// As ethtool(8) sees it.
bool has_rxvlan(const VethPair& veth) {
    const Answer answer = run({{"ethtool", "-k", "vb0"}, veth.receiver.descriptor()});
    return answer.output.find("rx-vlan-offload: on") != std::string::npos;
}

TEST(LiveReception, IsNotPromiscuousUnlessAskedFor) {
    VethPair veth;
    Probe probe(veth);

    EXPECT_FALSE(is_promiscuous(veth));
}

TEST(LiveReception, IsPromiscuousWhileMetered) {
    VethPair veth;
    {
        Probe probe(veth, {.arguments = {"--promisc"}});
        EXPECT_TRUE(is_promiscuous(veth));
        EXPECT_EQ(probe.stop().code, 0);
    }
    EXPECT_FALSE(is_promiscuous(veth));
}

TEST(LiveReception, IsNotPromiscuousAnyMoreWhenTheProbeIsKilled) {
    VethPair veth;
    Probe probe(veth, {.arguments = {"--promisc"}});
    ASSERT_TRUE(is_promiscuous(veth));

    probe.process().signal(SIGKILL);
    ASSERT_EQ(probe.process().wait(), 128 + SIGKILL);

    EXPECT_TRUE(eventually([&] { return !is_promiscuous(veth); }));
}

TEST(LiveReception, IsPromiscuousAgainForAnInterfaceThatCameBack) {
    VethPair veth;
    const Network elsewhere;
    Probe probe(veth, {.arguments = {"--promisc"}});

    veth.receiver.ip("link set dev vb0 netns " + elsewhere.path());
    ASSERT_TRUE(probe.process().says("vb0 is gone"));
    elsewhere.ip("link set dev vb0 netns " + veth.receiver.path());
    ASSERT_TRUE(probe.process().says("metering vb0 (native), too"));

    EXPECT_TRUE(is_promiscuous(veth));
}

TEST(LiveReception, LeavesOffloadsAloneUnlessAskedFor) {
    VethPair veth;
    ASSERT_TRUE(has_rxvlan(veth));

    Probe probe(veth);

    EXPECT_TRUE(has_rxvlan(veth));
}

TEST(LiveReception, SwitchesOffloadsOffWhileMetered) {
    VethPair veth;
    const auto before = features(veth);
    ASSERT_TRUE(before.contains("rx-vlan-hw-parse"));
    {
        Probe probe(veth, {.arguments = {"--fix-offloads"}});
        EXPECT_THAT(probe.process().errors(), HasSubstr("vb0: rx-vlan-hw-parse is switched off while it is metered"));
        EXPECT_FALSE(has_rxvlan(veth));
        veth.receiver.ip("link set dev vb0 down");
        veth.receiver.ip("link set dev vb0 name other");
        ASSERT_TRUE(probe.process().says("is not metered any more"));
        ASSERT_TRUE(eventually([&] { return veth.receiver.program("other") == 0; }));
        veth.receiver.ip("link set dev other name vb0");
        ASSERT_TRUE(probe.process().says("metering vb0 (native), too"));
        EXPECT_FALSE(has_rxvlan(veth));
        EXPECT_EQ(probe.stop().code, 0);
    }
    EXPECT_EQ(features(veth), before);
}

TEST(LiveReception, LeavesTagsToTheDriverWhereNoFieldNeedsThem) {
    VethPair veth;

    Probe probe(veth, {.fields = "IN_PKTS", .arguments = {"--fix-offloads"}});

    EXPECT_TRUE(has_rxvlan(veth));
}

TEST(LiveReception, DoesNotSwitchOnWhatWasOff) {
    VethPair veth;
    ASSERT_EQ(run({{"ethtool", "-K", "vb0", "rxvlan", "off"}, veth.receiver.descriptor()}).code, 0);
    {
        Probe probe(veth, {.arguments = {"--fix-offloads"}});
        EXPECT_EQ(probe.stop().code, 0);
    }
    EXPECT_FALSE(has_rxvlan(veth));
}

TEST(LiveReception, KnowsTheQueuesOfADriver) {
    const VethPair veth;
    const Network network;
    network.ip("link add pa numrxqueues 3 numtxqueues 3 type veth peer name pb");
    probe::ReceiveQueues queues, none;

    network.inside([&] { queues = probe::receive_queues("pa"), none = probe::receive_queues("lo"); });

    EXPECT_EQ(queues.now, 3U);
    EXPECT_EQ(queues.most, 3U);
    EXPECT_FALSE(queues.combined);
    EXPECT_EQ(none.now, 0U);
}

}  // namespace
}  // namespace support
