// SPDX-License-Identifier: Apache-2.0
#include "tests/support/netns_configured.hpp"

#include <csignal>
#include <stdexcept>

namespace support {

ConfiguredProbe::ConfiguredProbe(const VethPair& veth, const std::string& configuration,
                                 const std::vector<std::string>& arguments, bool prints)
    : path_(folder_.write("xdpflow.toml", configuration)) {
    ProbeSettings settings{.interfaces = {}, .fields = "", .arguments = {"--config", path_}, .prints = prints};
    settings.arguments.insert(settings.arguments.end(), arguments.begin(), arguments.end());
    probe_.emplace(veth, settings);
}

Json ConfiguredProbe::reconfigure(const std::string& configuration) {
    (void)folder_.write("xdpflow.toml", configuration);
    ++answers_;
    probe_->process().signal(SIGHUP);
    Json stats;
    const auto answered = [&] {
        stats = probe_->stats();
        const Json& told = stats.at("reconfigurations");
        return told.at("done").get<std::uint64_t>() + told.at("failed").get<std::uint64_t>() >= answers_;
    };
    if (!eventually(answered)) throw std::runtime_error("not reconfigured: " + probe_->process().errors());
    return stats;
}

}  // namespace support
