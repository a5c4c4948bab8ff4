// SPDX-License-Identifier: Apache-2.0
// Requests that cannot be met: one line that names the cause and the next step, an exit code, and nothing attached.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

// The line; an empty one if there is not exactly one.
std::string only_line(const VethPair& veth, const Answer& answer) {
    EXPECT_NE(answer.code, 0);
    EXPECT_EQ(answer.output, "");
    EXPECT_EQ(veth.program(), 0U);
    const auto lines = lines_of(answer.errors);
    EXPECT_EQ(lines.size(), 1U) << answer.errors;
    if (lines.size() != 1) return {};
    EXPECT_THAT(lines.front(), StartsWith("xdpflow: "));
    return lines.front();
}

std::string refusal(std::vector<std::string> arguments, Command command = {}) {
    const VethPair veth;
    return only_line(veth, refused(veth, std::move(arguments), std::move(command)));
}

TEST(Refusal, OfAMissingInterfaceSuggestsASimilarOne) {
    EXPECT_EQ(refusal({"-i", "vb1"}), "xdpflow: there is no interface \"vb1\"; did you mean vb0?");
}

TEST(Refusal, OfAMissingInterfaceThatResemblesNoneSaysHowToListThem) {
    EXPECT_EQ(refusal({"-i", "enp129s0f0"}), "xdpflow: there is no interface \"enp129s0f0\"; `ip link` lists them");
}

TEST(Refusal, WithoutAnInterfaceAndADefaultRouteAsksForOne) {
    const VethPair veth;
    EXPECT_THAT(only_line(veth, run({{xdpflow(), "run"}, veth.receiver.descriptor()})),
                AllOf(HasSubstr("no default route"), HasSubstr("name one with -i")));
}

TEST(Refusal, OfAnUnknownFieldSuggestsASimilarOne) {
    EXPECT_THAT(refusal({"--fields", "IN_PKTS IN_BYTE"}), AllOf(HasSubstr("unknown field \"IN_BYTE\""), HasSubstr("IN_BYTES")));
}

TEST(Refusal, OfAnUnknownFieldThatResemblesNoneSaysHowToListThem) {
    EXPECT_THAT(refusal({"--fields", "PHASE_OF_THE_MOON"}),
                AllOf(HasSubstr("unknown field \"PHASE_OF_THE_MOON\""), HasSubstr("`xdpflow fields`")));
}

TEST(Refusal, OfAnUnknownDropperListsThem) {
    EXPECT_THAT(refusal({"--droppers", "nothing"}), AllOf(HasSubstr("unknown dropper \"nothing\""), HasSubstr("all")));
}

TEST(Refusal, WithoutPrivilegesNamesThem) {
    EXPECT_THAT(refusal({}, {.user = 65534}),
                AllOf(HasSubstr("no permission"), HasSubstr("run as root"), HasSubstr("CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON")));
}

TEST(Refusal, WithoutOneOfThePrivilegesNamesThem) {
    const auto refusal_without = [](const std::string& capability) {  // CAP_SYS_ADMIN would stand for any of them
        return refusal({}, {.arguments = {"setpriv", "--bounding-set", "-sys_admin,-" + capability, "--"}});
    };

    for (const char* capability : {"bpf", "net_admin", "perfmon"})
        EXPECT_THAT(refusal_without(capability), AllOf(HasSubstr("no permission"), HasSubstr("run as root"),
                                                       HasSubstr("CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON")));
}

TEST(Refusal, OfNumbersOutOfRangeNamesTheRange) {
    EXPECT_THAT(refusal({"--max-flows", "99999999999"}), AllOf(HasSubstr("--max-flows"), HasSubstr("1 to 268435456")));
    EXPECT_THAT(refusal({"--max-flows", "0"}), AllOf(HasSubstr("--max-flows"), HasSubstr("1 to 268435456")));
    EXPECT_THAT(refusal({"--interval", "0"}), HasSubstr("--interval"));
    EXPECT_THAT(refusal({"--active", "-1"}), HasSubstr("--active"));
    EXPECT_THAT(refusal({"--idle", "soon"}), HasSubstr("--idle"));
}

TEST(Refusal, OfAnUnknownModeListsThem) { EXPECT_THAT(refusal({"--mode", "fast"}), HasSubstr("auto, native, generic, tc")); }

// The probe runs all the same until somebody asks for its statistics: what can be said then is said once, and in the exit code.
TEST(Refusal, OfAFullDiskForStatisticsIsSaidInOneLine) {
    VethPair veth;
    Probe probe(veth, {.stats = "/dev/full"});

    veth.send(Ethernet{} / Ipv4{} / Udp{}, 5);
    const Outcome outcome = probe.stop();

    EXPECT_NE(outcome.code, 0);
    EXPECT_EQ(outcome.sum("IN_PKTS"), 5U);
    EXPECT_THAT(
        lines_of(outcome.errors),
        ElementsAre(HasSubstr("metering"),
                    "xdpflow: cannot write the statistics to /dev/full: No space left on device; choose another file for --stats",
                    HasSubstr("5 frames")));
    EXPECT_EQ(veth.program(), 0U);
}

TEST(Refusal, OfAFullDiskForFlowsEndsTheRun) {
    VethPair veth;
    Command command{{xdpflow(), "run", "-i", "vb0", "--control", "off", "--interval", "0.05", "--active", "0.05"},
                    veth.receiver.descriptor()};
    const probe::UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    command.standard_output = full.get();
    Process process(command);
    ASSERT_TRUE(process.says("metering")) << process.errors();

    veth.send(Ethernet{} / Ipv4{} / Udp{}, 5);

    EXPECT_EQ(process.wait(), 1);
    EXPECT_THAT(lines_of(process.errors()),
                ElementsAre(HasSubstr("metering"), HasSubstr("standard output: No space left on device"), HasSubstr("5 frames")));
    EXPECT_EQ(veth.program(), 0U);
}

TEST(Refusal, OfAClosedStandardOutputSaysSo) {
    EXPECT_THAT(refusal({}, {.no_output = true}), AllOf(HasSubstr("standard output is closed"), HasSubstr("/dev/null")));
}

}  // namespace
}  // namespace support
