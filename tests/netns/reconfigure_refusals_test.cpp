// SPDX-License-Identifier: Apache-2.0
// Reconfigurations that cannot be done: the reason is told, the running program stays with all that it has counted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>

#include "probe/compile/compiler.hpp"
#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Packet udp() { return Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)}; }

// A user's field with this code.
std::string fragment(const std::string& symbol, const std::string& name, int id, const std::string& code) {
    return "/* xdpflow feature\nname = \"" + name + "\"\nelement = \"" + symbol + "\"\nid = " + std::to_string(id) +
           "\npen = 32473\ntype = \"u64\"\nrole = \"sum\"\nlayer = \"ip\"\nunit = \"packets\"\n"
           "description = \"A field of a test.\"\nreference = \"none\"\n*/\nstatic __always_inline void " +
           symbol + "(struct flow_value *flow, const struct packet *packet)\n{\n\t" + code + "\n}\n";
}

class Refusals : public ::testing::Test {
 protected:
    Refusals() : veth_({.pairs = 2}) {
        if (!probe::Compiler::find()) return;
        fragments_.write("broken.h", fragment("broken", "BROKEN", 1, "flow->broken += three;"));
        fragments_.write("wild.h", fragment("wild", "WILD", 2, "flow->wild += *(const __u64 *)(packet->end + 8);"));
    }

    [[nodiscard]] std::string configuration(const std::string& fields, const std::string& more = "") const {
        return "interface = \"vb0\"\ninterval = 0.2\nfeatures = \"" + fragments_.path() + "\"\nfields = \"" + fields + "\"\n" +
               more;
    }

    // The reason; all else is as it was, and the probe meters on.
    std::string reason(ConfiguredProbe& configured, const std::string& wanted) {
        const std::uint32_t program = veth_.program();
        const Json before = configured.probe().stats();
        const Json after = configured.reconfigure(wanted);
        EXPECT_EQ(veth_.program(), program);
        for (const char* counter : {"frames", "octets", "flows", "packets", "exported", "mode"})
            EXPECT_EQ(after.at(counter), before.at(counter)) << counter;
        EXPECT_EQ(after.at("reconfigurations").at("done"), 0);
        EXPECT_EQ(after.at("reconfigurations").at("failed"), ++failures_);
        const std::string why = after.at("reconfigurations").at("last_error");
        EXPECT_TRUE(configured.probe().process().says("xdpflow: not reconfigured: " + why))
            << configured.probe().process().errors();
        veth_.send(udp(), 3);
        sent_ += 3;
        return why;
    }

    VethPair veth_;
    ScratchFolder fragments_;
    unsigned failures_ = 0, sent_ = 0;
};

TEST_F(Refusals, ChangeNothingAndSayWhy) {
    if (!probe::Compiler::find()) GTEST_SKIP() << "there is no clang to compile a field of a test with";
    const std::string fields = "L4_SRC_PORT IN_PKTS";
    ConfiguredProbe configured(veth_, configuration(fields));
    veth_.send(udp(), 5);
    sent_ += 5;
    Probe other(veth_, {.interfaces = {"vb1"}});
    ASSERT_TRUE(eventually([&] { return configured.probe().stats().at("flows") == 1; }));

    for (int round = 0; round < 3; round++) {
        EXPECT_THAT(reason(configured, configuration("L4_SRC_PORT IN_PKT")),
                    AllOf(HasSubstr("xdpflow.toml:4:"), HasSubstr("unknown field \"IN_PKT\"")));
        EXPECT_THAT(reason(configured, "interface = \"vb0\"\nfields = \"IN_PKTS\nidle = 3\n"), HasSubstr("xdpflow.toml:"));
        EXPECT_THAT(reason(configured, configuration(fields + " BROKEN")),
                    AllOf(HasSubstr("broken.h:15:"), HasSubstr("use of undeclared identifier 'three'")));
        EXPECT_THAT(reason(configured, configuration(fields + " WILD")),
                    AllOf(HasSubstr("the kernel refuses the program: "), HasSubstr("invalid mem access")));
        EXPECT_THAT(
            reason(configured, configuration(fields + " IN_BYTES", "collector = \"tls://192.0.2.9:4740?ca=/nonexistent.pem\"\n")),
            AllOf(HasSubstr("tls://192.0.2.9:4740"), HasSubstr("/nonexistent.pem")));
        EXPECT_THAT(reason(configured, configuration(fields, "as_list = \"/nonexistent.mmdb\"\n")),
                    HasSubstr("/nonexistent.mmdb"));
        EXPECT_THAT(reason(configured, configuration(fields, "mode = \"generic\"\n")),
                    HasSubstr("mode cannot change while the probe runs"));
        std::string others = configuration(fields);
        others.replace(others.find("\"vb0\""), 5, "[\"vb0\", \"vb7\"]");
        EXPECT_THAT(reason(configured, others), HasSubstr("there is no interface \"vb7\""));
        // With another program, too: what was loaded for it is forgotten.
        others = configuration(fields + " IN_BYTES");
        others.replace(others.find("\"vb0\""), 5, "[\"vb0\", \"vb1\"]");
        EXPECT_THAT(reason(configured, others), HasSubstr("vb1 carries another XDP program already"));
    }

    const Outcome outcome = configured.probe().stop();
    EXPECT_EQ(outcome.code, 0);
    ASSERT_EQ(outcome.flows.size(), 1U);
    EXPECT_EQ(outcome.flows[0].at("IN_PKTS"), sent_);
    EXPECT_EQ(other.stop().code, 0);
}

// Larger tables than the process may map.
TEST_F(Refusals, AlsoWhereMemoryIsLacking) {
    const std::string fields = "L4_SRC_PORT IN_PKTS";
    ConfiguredProbe configured(veth_, configuration(fields, "memory = 40\n"));
    veth_.send(udp(), 5);
    sent_ += 5;
    ASSERT_TRUE(eventually([&] { return configured.probe().stats().at("flows") == 1; }));
    const int pid = configured.probe().process().pid();
    std::uint64_t pages = 0;
    std::ifstream("/proc/" + std::to_string(pid) + "/statm") >> pages;
    const rlimit limit{pages * 4096 + (std::uint64_t{64} << 20), RLIM_INFINITY};
    ASSERT_EQ(::prlimit(pid, RLIMIT_AS, &limit, nullptr), 0);

    EXPECT_THAT(reason(configured, configuration(fields, "memory = 800\n")), HasSubstr("Cannot allocate memory"));

    const Outcome outcome = configured.probe().stop();
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.sum("IN_PKTS"), sent_);
}

TEST(Reread, WithoutAFileSaysSo) {
    VethPair veth;
    Probe probe(veth);
    probe.process().signal(1);  // SIGHUP

    EXPECT_TRUE(probe.process().says("there is no configuration file to read again; name one with --config"));
    veth.send(udp(), 2);
    EXPECT_EQ(probe.stop().sum("IN_PKTS"), 2U);
}

TEST(Reread, LeavesToTheCommandLineWhatItSays) {
    VethPair veth;
    ConfiguredProbe configured(veth, "interface = \"vb0\"\nfields = \"L4_SRC_PORT IN_PKTS\"\nidle = 20\n", {"--idle", "10"});
    const Json stats = configured.reconfigure("interface = \"vb0\"\nfields = \"L4_SRC_PORT IN_PKTS\"\nidle = 5\nactive = 60\n");

    EXPECT_EQ(stats.at("reconfigurations").at("last").at("changed"), Json::array({"active"}));
}

}  // namespace
}  // namespace support
