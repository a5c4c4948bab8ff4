// SPDX-License-Identifier: Apache-2.0
// What becomes of a frame once it has been counted: it passes untouched, unless a dropper says otherwise.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/support/netns_probe.hpp"
#include "tests/support/netns_sockets.hpp"

namespace support {
namespace {

void expect_untouched(const std::string& mode) {
    VethPair veth({.addresses = true});
    Probe probe(veth, {.arguments = {"--mode", mode, "--interval", "0.05"}});

    EXPECT_EQ(echo(veth, AF_INET, 50, 1000), 50U);
    EXPECT_EQ(echo(veth, AF_INET6, 50, 1000), 50U);
    const Outcome outcome = probe.stop();

    for (const int version : {4, 6}) {
        std::uint64_t packets = 0;
        for (const Json& flow : outcome.with("IP_PROTOCOL_VERSION", version))
            if (flow.at("PROTOCOL") == 17) packets += flow.at("IN_PKTS").get<std::uint64_t>();
        EXPECT_EQ(packets, 50U) << version;
    }
}

TEST(MeteredTraffic, PassesUntouchedInTheDriver) { expect_untouched("native"); }

TEST(MeteredTraffic, PassesUntouchedBehindTheDriver) { expect_untouched("generic"); }

TEST(MeteredTraffic, PassesUntouchedInTc) { expect_untouched("tc"); }

TEST(MeteredTraffic, PassesUntouchedInJumboFrames) {
    VethPair veth({.mtu = 9000, .addresses = true});
    Probe probe(veth, {.arguments = {"--mode", "native"}});

    EXPECT_EQ(echo(veth, AF_INET, 20, 8000), 20U);
}

void expect_drops(const std::string& mode) {
    VethPair veth({.addresses = true});
    ASSERT_EQ(echo(veth, AF_INET, 3, 100), 3U);  // without a probe, all is well
    {
        Probe probe(veth, {.arguments = {"--mode", mode, "--droppers", "all"}});

        EXPECT_EQ(echo(veth, AF_INET, 1, 100, milliseconds(200)), 0U);
        veth.send(Ethernet{} / Ipv4{} / Udp{.source_port = 1} / Raw{zeros(58)}, 40);
        veth.send(Ethernet{} / Raw{zeros(46)}, 2);
        probe.await_frames(43);
        const Outcome outcome = probe.stop();

        EXPECT_GE(outcome.stats.at("frames"), 43);
        EXPECT_EQ(outcome.stats.at("dropped").at("all"), outcome.stats.at("frames"));
        EXPECT_EQ(outcome.sum("IN_PKTS", "L4_SRC_PORT", 1), 40U);
        EXPECT_EQ(outcome.stats.at("non_ip"), 2);
    }
    EXPECT_EQ(echo(veth, AF_INET, 3, 100), 3U);
}

TEST(Dropper, OfAllLetsNothingThroughButCountsItInTheDriver) { expect_drops("native"); }

TEST(Dropper, OfAllLetsNothingThroughButCountsItBehindTheDriver) { expect_drops("generic"); }

TEST(Dropper, OfAllLetsNothingThroughButCountsItInTc) { expect_drops("tc"); }

TEST(Dropper, OfAllLetsNothingOut) {
    VethPair veth({.addresses = true});
    Probe probe(veth, {.arguments = {"--direction", "out", "--droppers", "all"}});

    EXPECT_EQ(echo(veth, AF_INET, 1, 100, milliseconds(200)), 0U);
    const Outcome outcome = probe.stop();

    EXPECT_EQ(outcome.sum("IN_PKTS", "PROTOCOL", 17), 1U);  // the answer
    EXPECT_EQ(outcome.stats.at("dropped").at("all"), outcome.stats.at("frames"));
}

}  // namespace
}  // namespace support
