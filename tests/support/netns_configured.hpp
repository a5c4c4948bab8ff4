// SPDX-License-Identifier: Apache-2.0
// `xdpflow run --config FILE` whose file is written anew while it runs.
#pragma once

#include <optional>
#include <string>

#include "tests/support/netns_probe.hpp"

namespace support {

class ConfiguredProbe {
 public:
    // `configuration` is the text of the file; further arguments are those of the command line.
    ConfiguredProbe(const VethPair& veth, const std::string& configuration, const std::vector<std::string>& arguments = {},
                    bool prints = true);

    // Writes the file anew, sends SIGHUP, and waits until the probe says what became of it. Returns what its statistics say then.
    Json reconfigure(const std::string& configuration);

    // Writes the file anew, and nothing more.
    void write(const std::string& configuration) { (void)folder_.write("xdpflow.toml", configuration); }

    [[nodiscard]] Probe& probe() { return *probe_; }
    [[nodiscard]] const std::string& path() const { return path_; }

 private:
    ScratchFolder folder_;
    std::string path_;
    std::optional<Probe> probe_;
    std::uint64_t answers_ = 0;
};

}  // namespace support
