// SPDX-License-Identifier: Apache-2.0
// Reconfigurations that fail, one after the other under load: the program that runs stays, and counts every packet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "probe/compile/compiler.hpp"
#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

using ::testing::HasSubstr;

constexpr unsigned kUsualRefusals = 25;
constexpr std::uint64_t kFramesOfOne = 40'000;  // while it is refused: at 100,000 a second
constexpr const char* kFields = "IPV4_SRC_ADDR L4_SRC_PORT IN_PKTS IN_BYTES";

// In all, of all kinds: XDPFLOW_REFUSALS, or fewer.
unsigned refusals() {
    const char* chosen = std::getenv("XDPFLOW_REFUSALS");
    return chosen ? static_cast<unsigned>(std::atoi(chosen)) : kUsualRefusals;
}

// A user's field with this code.
std::string fragment(const std::string& symbol, const std::string& name, int id, const std::string& code) {
    return "/* xdpflow feature\nname = \"" + name + "\"\nelement = \"" + symbol + "\"\nid = " + std::to_string(id) +
           "\npen = 32473\ntype = \"u64\"\nrole = \"sum\"\nlayer = \"ip\"\nunit = \"packets\"\n"
           "description = \"A field of a test.\"\nreference = \"none\"\n*/\nstatic __always_inline void " +
           symbol + "(struct flow_value *flow, const struct packet *packet)\n{\n\t" + code + "\n}\n";
}

// So much address space, beyond what it has, for tables as they are, not for very large ones.
void limit_memory(int pid) {
    std::uint64_t pages = 0;
    std::ifstream("/proc/" + std::to_string(pid) + "/statm") >> pages;
    const rlimit limit{pages * 4096 + (std::uint64_t{400} << 20), RLIM_INFINITY};
    ASSERT_EQ(::prlimit(pid, RLIMIT_AS, &limit, nullptr), 0);
}

struct Refused {
    std::string configuration, why;
};

TEST(RefusedOften, LeavesTheProgramAndWhatItCountsAsTheyAre) {
    if (!probe::Compiler::find()) GTEST_SKIP() << "there is no clang to compile a field of a test with";
    VethPair veth;
    ScratchFolder fragments;
    fragments.write("broken.h", fragment("broken", "BROKEN", 1, "flow->broken += three;"));
    fragments.write("wild.h", fragment("wild", "WILD", 2, "flow->wild += *(const __u64 *)(packet->end + 8);"));
    const auto with = [&](const std::string& fields, const std::string& memory, const std::string& more) {
        return "interface = \"vb0\"\nmode = \"native\"\ninterval = 0.2\nfeatures = \"" + fragments.path() + "\"\nfields = \"" +
               kFields + fields + "\"\nmemory = " + memory + "\n" + more;
    };
    const std::array<Refused, 5> kinds = {
        {{with(" IN_PKT", "40", ""), "unknown field \"IN_PKT\""},
         {with(" BROKEN", "40", ""), "use of undeclared identifier 'three'"},
         {with(" WILD", "40", ""), "invalid mem access"},
         {with("", "2000", ""), "Cannot allocate memory"},
         {with(" MIN_TTL", "40", "collector = \"tls://192.0.2.9:4740?ca=/nonexistent.pem\"\n"), "/nonexistent.pem"}}};
    ConfiguredProbe configured(veth, with("", "40", ""));
    limit_memory(configured.probe().process().pid());
    const std::uint32_t program = veth.program();
    const std::uint64_t before = veth.xdp_packets();
    Flood flood(veth, kFramesOfOne * refusals(), {"--flows", "500", "--rate", "100000"});

    std::uint64_t frames = 0, packets = 0;
    for (unsigned i = 0; i < refusals(); i++) {
        const Refused& kind = kinds[i % kinds.size()];
        const Json stats = configured.reconfigure(kind.configuration);
        const Json& told = stats.at("reconfigurations");
        ASSERT_EQ(told.at("done"), 0) << told.dump();
        ASSERT_EQ(told.at("failed"), i + 1);
        ASSERT_THAT(told.at("last_error").get<std::string>(), HasSubstr(kind.why));
        ASSERT_EQ(veth.program(), program);
        ASSERT_GE(stats.at("frames"), frames);
        ASSERT_GE(stats.at("packets"), packets);
        frames = stats.at("frames");
        packets = stats.at("packets");
    }
    if (const std::string why = flood.finish(); why.find("clang is needed") != std::string::npos)
        GTEST_SKIP() << "the generator: " << why;
    else
        ASSERT_EQ(why, "");
    const std::uint64_t seen = veth.xdp_packets() - before;
    const Outcome outcome = configured.probe().stop();

    EXPECT_GT(frames, 0U);
    EXPECT_GT(seen, kFramesOfOne * refusals() / 2);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.stats.at("frames"), seen);
    EXPECT_EQ(outcome.sum("IN_PKTS"), seen);
    EXPECT_EQ(outcome.sum("IN_BYTES"), seen * 46);
    EXPECT_EQ(outcome.stats.at("lost").at("log_full"), 0);
}

}  // namespace
}  // namespace support
