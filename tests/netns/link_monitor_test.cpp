// SPDX-License-Identifier: Apache-2.0
// What the kernel says of interfaces, as the model has it: compared with what ip(8) was told to make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <net/if_arp.h>
#include <poll.h>

#include <optional>

#include "probe/interfaces/link_monitor.hpp"
#include "tests/support/netns.hpp"
#include "tests/support/process.hpp"

namespace support {
namespace {

using probe::Link;
using probe::LinkMonitor;

std::vector<Link> all_in(const Network& network) {
    std::vector<Link> links;
    network.inside([&] { links = LinkMonitor::all().value(); });
    return links;
}

std::optional<Link> find(const std::vector<Link>& links, const std::string& name) {
    for (const Link& link : links)
        if (link.name == name) return link;
    return std::nullopt;
}

LinkMonitor monitor_in(const Network& network) {
    std::optional<LinkMonitor> monitor;
    network.inside([&] { monitor.emplace(std::move(*LinkMonitor::make())); });
    return std::move(*monitor);
}

// Events until one is as wanted; nothing if none comes.
template <class Wanted>
std::optional<probe::LinkEvent> await(LinkMonitor& monitor, const Wanted& wanted) {
    std::optional<probe::LinkEvent> found;
    (void)eventually([&] {
        const auto news = monitor.receive();
        for (const probe::LinkEvent& event : news.value().events)
            if (wanted(event)) found = event;
        return found.has_value();
    });
    return found;
}

TEST(LinkMonitor, ListsWhatThereIs) {
    const Network here, elsewhere;
    here.ip("link add va type veth peer name vb netns " + elsewhere.path());
    here.ip("link add pa mtu 1400 type veth peer name pb");
    here.ip("link set dev pa up");
    here.ip("link property add dev pa altname the-interface-of-pa altname p");

    const std::vector<Link> links = all_in(here);

    EXPECT_EQ(links.size(), 4U);
    ASSERT_TRUE(find(links, "lo") && find(links, "va") && find(links, "pa") && find(links, "pb"));
    const Link loopback = *find(links, "lo"), va = *find(links, "va"), pa = *find(links, "pa"), pb = *find(links, "pb");
    EXPECT_TRUE(loopback.loopback);
    EXPECT_TRUE(loopback.up);
    EXPECT_EQ(loopback.type, ARPHRD_LOOPBACK);
    EXPECT_EQ(loopback.kind, "");
    EXPECT_EQ(loopback.mtu, 65'536U);
    EXPECT_EQ(va.kind, "veth");
    EXPECT_EQ(va.type, ARPHRD_ETHER);
    EXPECT_FALSE(va.up);
    EXPECT_EQ(va.index, here.index("va"));
    EXPECT_EQ(va.lower, elsewhere.index("vb"));
    EXPECT_GE(va.lower_network, 0);
    EXPECT_TRUE(pa.up);
    EXPECT_THAT(pa.other_names, testing::ElementsAre("the-interface-of-pa", "p"));
    EXPECT_EQ(pa.mtu, 1400U);
    EXPECT_EQ(pa.lower, pb.index);
    EXPECT_EQ(pa.lower_network, -1);
    EXPECT_EQ(pa.master, 0U);
}

TEST(LinkMonitor, ListsMoreThanOneAnswerHolds) {
    const Network network;
    for (int i = 0; i < 60; i++) network.ip("link add p" + std::to_string(i) + " type veth peer name q" + std::to_string(i));

    EXPECT_EQ(all_in(network).size(), 121U);
}

TEST(LinkMonitor, KnowsTheMasterOfAPort) {
    const Network network;
    try {
        network.ip("link add br0 type bridge");
    } catch (const std::runtime_error& error) {
        GTEST_SKIP() << "this kernel has no bridge: " << error.what();
    }
    network.ip("link add pa type veth peer name pb");
    network.ip("link set dev pa master br0");

    EXPECT_EQ(find(all_in(network), "pa")->master, network.index("br0"));
    EXPECT_EQ(find(all_in(network), "br0")->kind, "bridge");
}

TEST(LinkMonitor, TellsWhatChangesInItsOrder) {
    const Network here, elsewhere;
    LinkMonitor monitor = monitor_in(here);

    here.ip("link add pa type veth peer name pb");
    const std::uint32_t index = here.index("pa");
    here.ip("link set dev pa mtu 1300 up");
    here.ip("link set dev pa down");
    here.ip("link set dev pa name other");
    here.ip("link set dev other netns " + elsewhere.path());

    std::vector<std::string> states;  // without those that repeat what is known
    const auto gone = await(monitor, [&](const probe::LinkEvent& event) {
        if (event.link.index != index) return false;
        const std::string state = event.link.name + " " + std::to_string(event.link.mtu) + (event.link.up ? " up" : "");
        if (!event.gone && (states.empty() || states.back() != state)) states.push_back(state);
        return event.gone;
    });

    EXPECT_TRUE(gone);
    EXPECT_THAT(states, testing::ElementsAre("pa 1500", "pa 1300", "pa 1300 up", "pa 1300", "other 1300"));
}

TEST(LinkMonitor, IsReadableWhenThereIsNews) {
    const Network network;
    LinkMonitor monitor = monitor_in(network);
    pollfd readable{monitor.descriptor(), POLLIN, 0};

    EXPECT_EQ(::poll(&readable, 1, 0), 0);
    network.ip("link add pa type veth peer name pb");
    EXPECT_EQ(::poll(&readable, 1, 10'000), 1);
    EXPECT_FALSE(monitor.receive()->events.empty());
    EXPECT_EQ(::poll(&readable, 1, 0), 0);
}

TEST(LinkMonitor, SaysThatItMissedSomething) {
    const Network network;
    LinkMonitor monitor = monitor_in(network);
    monitor.keep_at_most(1);

    for (int i = 0; i < 20; i++) network.ip("link add p" + std::to_string(i) + " type veth peer name q" + std::to_string(i));

    EXPECT_TRUE(monitor.receive()->missed);
    EXPECT_FALSE(monitor.receive()->missed);
    EXPECT_EQ(all_in(network).size(), 41U);
}

}  // namespace
}  // namespace support
