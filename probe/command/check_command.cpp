// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>

#include "config/load.hpp"
#include "probe/command/options.hpp"

namespace probe {

static int check_file(const std::string& path) {
    const config::Reading reading = config::load_configuration(path);
    for (const Error& mistake : reading.mistakes) complain(mistake);
    if (!reading.mistakes.empty()) return kRefused;
    std::printf("%s: no mistakes\n", path.c_str());
    return kDone;
}

void add_check_command(CLI::App& app, int& exit_code) {
    const auto path = std::make_shared<std::string>(config::kConfigurationFile);
    CLI::App* command = app.add_subcommand("check", "Look for mistakes in a configuration file");
    command->add_option("file", *path, "Configuration file")->capture_default_str()->type_name("FILE");
    command->callback([path, &exit_code] { exit_code = check_file(*path); });
}

}  // namespace probe
