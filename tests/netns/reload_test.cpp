// SPDX-License-Identifier: Apache-2.0
// A configuration file that is taken over when it changes, whatever way an editor changes it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

using ::testing::HasSubstr;

std::string configuration(const std::string& fields) {
    return "interface = \"vb0\"\ninterval = 0.2\nreload = true\nfields = \"" + fields + "\"\n";
}

bool is_told(ConfiguredProbe& configured, const char* what, std::uint64_t times) {
    return eventually([&] { return configured.probe().stats().at("reconfigurations").at(what) == times; });
}

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

TEST(Reload, TakesWhatIsWrittenInPlace) {
    VethPair veth;
    ConfiguredProbe configured(veth, configuration("L4_SRC_PORT IN_PKTS"));
    write(configured.path(), configuration("L4_SRC_PORT IN_PKTS IN_BYTES"));

    EXPECT_TRUE(is_told(configured, "done", 1));
    EXPECT_THAT(configured.probe().stop().errors, HasSubstr("reconfigured: fields; in "));
}

TEST(Reload, TakesAFileThatIsRenamedOverTheOldOneAndALinkThatTurns) {
    VethPair veth;
    ConfiguredProbe configured(veth, configuration("L4_SRC_PORT IN_PKTS"));
    const std::string next = configured.path() + "~";
    write(next, configuration("L4_SRC_PORT IN_BYTES"));
    std::filesystem::rename(next, configured.path());
    EXPECT_TRUE(is_told(configured, "done", 1));

    const std::string target = configured.path() + ".target";
    write(target, configuration("PROTOCOL IN_BYTES"));
    std::filesystem::create_symlink(target, next);
    std::filesystem::rename(next, configured.path());
    EXPECT_TRUE(is_told(configured, "done", 2));

    write(target, configuration("PROTOCOL IN_PKTS"));
    EXPECT_TRUE(is_told(configured, "done", 3));
    EXPECT_EQ(configured.probe().stop().code, 0);
}

TEST(Reload, RefusesABrokenFileAndTakesTheNextOne) {
    VethPair veth;
    ConfiguredProbe configured(veth, configuration("L4_SRC_PORT IN_PKTS"));
    const std::uint32_t program = veth.program();
    write(configured.path(), configuration("L4_SRC_PROT IN_PKTS"));
    EXPECT_TRUE(is_told(configured, "failed", 1));
    EXPECT_EQ(veth.program(), program);

    write(configured.path(), configuration("L4_SRC_PORT IN_PKTS IN_BYTES"));
    EXPECT_TRUE(is_told(configured, "done", 1));
    EXPECT_NE(veth.program(), program);
    EXPECT_THAT(configured.probe().stop().errors,
                HasSubstr("xdpflow.toml:4:10: unknown field \"L4_SRC_PROT\"; did you mean L4_SRC_PORT?; all stays as it was"));
}

TEST(Reload, DoesNothingWhereOtherFilesChangeOrItIsNotAskedFor) {
    VethPair veth;
    ConfiguredProbe configured(veth, configuration("L4_SRC_PORT IN_PKTS"));
    write(configured.path() + ".other", "x");
    std::filesystem::remove(configured.path() + ".other");
    write(configured.path(), "interface = \"vb0\"\ninterval = 0.2\nfields = \"L4_SRC_PORT IN_PKTS\"\n");
    EXPECT_TRUE(is_told(configured, "done", 1));  // and from now on it is not asked for

    write(configured.path(), configuration("PROTOCOL IN_PKTS"));
    const Json stats = configured.reconfigure(configuration("PROTOCOL IN_PKTS"));
    EXPECT_LE(stats.at("reconfigurations").at("done"), 2);
    EXPECT_EQ(configured.probe().stop().code, 0);
}

TEST(Reload, NeedsAFile) {
    VethPair veth;
    const Answer answer = refused(veth, {"--reload", "--fields", "IN_PKTS"});

    EXPECT_EQ(answer.code, 1);
    EXPECT_THAT(answer.errors, HasSubstr("reload needs a configuration file; name one with --config"));
}

}  // namespace
}  // namespace support
