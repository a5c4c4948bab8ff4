// SPDX-License-Identifier: Apache-2.0
// What `run` says that its tables take is what it has mapped.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

// Octets of BPF maps in a process's memory, a line of /proc/PID/maps each: "begin-end rights offset device inode name".
std::uint64_t mapped_octets(int pid) {
    std::uint64_t octets = 0;
    std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
    for (std::string line; std::getline(maps, line);) {
        if (line.find("bpf-map") == std::string::npos) continue;
        std::uint64_t begin = 0, end = 0;
        char dash = 0;
        std::istringstream(line) >> std::hex >> begin >> dash >> end;
        octets += end - begin;
    }
    return octets;
}

TEST(LiveMemory, OfTablesIsAsPlanned) {
    const VethPair veth;
    Probe probe(veth, {.arguments = {"--memory", "256"}});

    const auto planned = probe.stats().at("memory").at("tables").get<std::uint64_t>();
    const std::uint64_t mapped = mapped_octets(probe.process().pid());

    EXPECT_GE(planned, 64U << 20);
    EXPECT_LE(planned, 128U << 20);
    EXPECT_GE(mapped, planned);
    EXPECT_LE(mapped, planned + planned / 10);  // counters are there, too
    EXPECT_EQ(probe.stop().code, 0);
}

}  // namespace
}  // namespace support
