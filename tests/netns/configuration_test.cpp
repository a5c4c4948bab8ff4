// SPDX-License-Identifier: Apache-2.0
// `run` with a configuration file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

TEST(ConfigurationFile, SaysWhatIsMetered) {
    const ScratchFolder folder;
    const std::string stats = folder.path("stats.json");
    const std::string file = folder.write("xdpflow.toml", "# Größe\ninterface = \"vb0\"\nmode = \"generic\"\nformat = \"json\"\n"
                                                          "fields = [\"IN_PKTS\"]\nstats = \"" +
                                                              stats + "\"\n");
    VethPair veth;
    Process process({{xdpflow(), "run", "--config", file, "--control", "off"}, veth.receiver.descriptor()});
    ASSERT_TRUE(process.says("metering vb0 (generic)")) << process.errors();

    veth.send(Ethernet{} / Ipv4{} / Udp{}, 5);
    process.signal(SIGINT);

    EXPECT_EQ(process.wait(), 0);
    EXPECT_EQ(process.output(), "{\"IN_PKTS\":5}\n");
    EXPECT_EQ(::access(stats.c_str(), R_OK), 0);
}

TEST(ConfigurationFile, GivesWayToTheCommandLine) {
    const ScratchFolder folder;
    const std::string file = folder.write("xdpflow.toml", "interface = [\"none\", \"neither\"]\nmode = \"generic\"\n");
    VethPair veth;

    Probe probe(veth, {.arguments = {"--config", file}});

    EXPECT_THAT(lines_of(probe.process().errors()), ElementsAre(StartsWith("xdpflow: metering vb0 (generic);")));
}

TEST(ConfigurationFile, WithMistakesIsRefusedBeforeAnythingIsAttached) {
    const ScratchFolder folder;
    const std::string file = folder.write("xdpflow.toml", "fields = \"IN_PKT\"\nactive = true\n");
    const VethPair veth;

    const Answer answer = refused(veth, {"--config", file});

    EXPECT_EQ(answer.code, 2);
    EXPECT_EQ(veth.program(), 0U);
    EXPECT_THAT(lines_of(answer.errors),
                ElementsAre("xdpflow: " + file + ":1:10: unknown field \"IN_PKT\"; did you mean IN_PKTS?",
                            "xdpflow: " + file + ":2:10: active must be a number of seconds from 0 to 1000000000"));
}

}  // namespace
}  // namespace support
