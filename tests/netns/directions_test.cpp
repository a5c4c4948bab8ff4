// SPDX-License-Identifier: Apache-2.0
// What enters an interface and what leaves it: told apart in flows, in the statistics and in what is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/support/netns_probe.hpp"
#include "tests/support/netns_sockets.hpp"

namespace support {
namespace {

using testing::HasSubstr;

const Octets kFrame = Ethernet{} / Ipv4{} / Udp{};
constexpr const char* kFields = "DIRECTION INPUT_SNMP OUTPUT_SNMP PROTOCOL IN_PKTS IN_BYTES";

Outcome echoed(VethPair& veth, const std::vector<std::string>& arguments) {
    Probe probe(veth, {.fields = kFields, .arguments = arguments});
    EXPECT_EQ(echo(veth, AF_INET, 5, 100), 5U);
    return probe.stop();
}

void expect_flow(const Outcome& outcome, const Json& direction, const Json& input, const Json& output) {
    std::uint64_t packets = 0, octets = 0;
    for (const Json& flow : outcome.with("DIRECTION", direction)) {
        EXPECT_EQ(flow.at("INPUT_SNMP"), input);
        EXPECT_EQ(flow.at("OUTPUT_SNMP"), output);
        if (flow.at("PROTOCOL") != 17) continue;
        packets += flow.at("IN_PKTS").get<std::uint64_t>();
        octets += flow.at("IN_BYTES").get<std::uint64_t>();
    }
    EXPECT_EQ(packets, 5U);
    EXPECT_EQ(octets, 5U * 128);
}

TEST(Direction, OfWhatEnters) {
    VethPair veth({.addresses = true});

    const Outcome outcome = echoed(veth, {"--direction", "in"});

    expect_flow(outcome, 0, veth.index(), 0);
    EXPECT_EQ(outcome.with("DIRECTION", 1).size(), 0U);
    EXPECT_THAT(outcome.errors, HasSubstr("metering vb0 (native);"));
}

TEST(Direction, OfWhatLeaves) {
    VethPair veth({.addresses = true});

    const Outcome outcome = echoed(veth, {"--direction", "out"});

    expect_flow(outcome, 1, 0, veth.index());
    EXPECT_EQ(outcome.with("DIRECTION", 0).size(), 0U);
    EXPECT_THAT(outcome.errors, HasSubstr("metering vb0 out (tc);"));
}

TEST(Direction, OfBothIsToldApart) {
    VethPair veth({.addresses = true});

    for (const std::string mode : {"native", "generic", "tc"}) {
        SCOPED_TRACE(mode);
        const Outcome outcome = echoed(veth, {"--direction", "both", "--mode", mode});

        expect_flow(outcome, 0, veth.index(), 0);
        expect_flow(outcome, 1, 0, veth.index());
        EXPECT_THAT(outcome.errors, HasSubstr("metering vb0 in (" + mode + ") out (tc);"));
        ASSERT_EQ(outcome.stats.at("interfaces").size(), 2U);
        EXPECT_EQ(outcome.stats.at("mode"), mode == "tc" ? "tc" : "mixed");
        for (const int i : {0, 1}) {
            const Json& one = outcome.stats.at("interfaces").at(static_cast<std::size_t>(i));
            EXPECT_EQ(one.at("name"), "vb0");
            EXPECT_EQ(one.at("direction"), i == 0 ? "in" : "out");
            EXPECT_EQ(one.at("mode"), i == 0 ? mode : "tc");
            EXPECT_GE(one.at("frames"), 5);
        }
    }
}

TEST(Direction, ThatNobodyAsksForMakesOneFlow) {
    VethPair veth;
    Probe probe(veth, {.fields = "PROTOCOL IN_PKTS", .arguments = {"--direction", "both", "--mode", "tc"}});

    veth.send(Ethernet{} / Ipv4{} / Udp{}, 4);
    probe.await_frames(4);

    EXPECT_EQ(probe.stop().sum("IN_PKTS", "PROTOCOL", 17), 4U);
}

TEST(Direction, OfAnInterfaceThatComesAndGoes) {
    VethPair veth;
    Probe probe(veth, {.interfaces = {"new"}, .fields = kFields, .arguments = {"--wait", "--direction", "both"}});

    for (std::uint64_t round = 1; round <= 2; round++) {
        veth.receiver.ip("link add new type veth peer name far netns " + veth.sender.path());
        veth.sender.ip("link set dev far addrgenmode none up");
        veth.receiver.ip("link set dev new addrgenmode none up");
        veth.sender.await_up("far"), veth.receiver.await_up("new");
        ASSERT_TRUE(eventually([&] { return probe.stats().at("attaching").at("attached") == 1; })) << probe.process().errors();
        const probe::UniqueFd in = frame_socket(veth.sender, "far"), out = frame_socket(veth.receiver, "new");
        for (const int socket : {in.get(), in.get(), out.get(), out.get(), out.get()})
            ASSERT_EQ(::send(socket, kFrame.data(), kFrame.size(), 0), static_cast<ssize_t>(kFrame.size()));
        probe.await_frames(5 * round);
        veth.receiver.ip("link del new");
        ASSERT_TRUE(eventually([&] { return probe.stats().at("attaching").at("attached") == 0; }));
    }
    const Outcome outcome = probe.stop();

    EXPECT_THAT(outcome.errors, HasSubstr("metering new in (native) out (tc), too"));
    EXPECT_EQ(outcome.sum("IN_PKTS", "DIRECTION", 0), 4U);
    EXPECT_EQ(outcome.sum("IN_PKTS", "DIRECTION", 1), 6U);
    EXPECT_EQ(outcome.stats.at("interfaces").size(), 4U);
}

TEST(Direction, ThatSomebodyHasDetachedIsAttachedAgain) {
    VethPair veth;
    Probe probe(veth, {.fields = kFields, .arguments = {"--direction", "both"}});
    ASSERT_EQ(veth.receiver.tc_programs("vb0"), 1U);
    const std::uint32_t xdp = veth.program();

    if (!veth.receiver.detach_tcx("vb0", 47)) GTEST_SKIP() << "no TCX here";
    ASSERT_TRUE(eventually([&] { return veth.receiver.tc_programs("vb0") == 1; }));
    ASSERT_TRUE(eventually([&] { return veth.program() != 0 && veth.program() != xdp; }));  // both were, anew
    ASSERT_EQ(::send(frame_socket(veth.receiver, "vb0").get(), kFrame.data(), kFrame.size(), 0),
              static_cast<ssize_t>(kFrame.size()));
    probe.await_frames(1);

    EXPECT_EQ(probe.stop().sum("IN_PKTS", "DIRECTION", 1), 1U);
}

}  // namespace
}  // namespace support
