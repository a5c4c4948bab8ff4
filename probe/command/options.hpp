// SPDX-License-Identifier: Apache-2.0
// Options that several commands share, and what they become.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "probe/session/complain.hpp"
#include "probe/session/meter_settings.hpp"

namespace probe {

using config::kFeaturesFolder;

// The settings, and what they become.
struct MeterOptions : MeterSettings {
    // Adds an option for each setting that this command uses.
    void add_to(CLI::App& command, config::Used used);

    // Takes from the file what the command line, which is parsed by now, does not say. False: the file's mistakes have been told,
    // one line each.
    [[nodiscard]] bool add_file(const std::string& path, const CLI::App& command);
    // The same, read anew: these settings are those of the command line. The error is the file's first mistake, and how many there are.
    [[nodiscard]] Result<config::Settings> with_file(const std::string& path, const CLI::App& command) const;
};

// An error if nobody gave this process a standard output: the next file opened would get its number, and the flows.
[[nodiscard]] Result<> require_standard_output();

// The option of a setting that may be given as --NAME, or --NAME=N; `names` are CLI11's: "-x,--name".
void add_levels(CLI::App& command, const std::string& names, std::uint64_t& into, const config::Levels& kind,
                const std::string& description);

// Each adds its subcommand; `exit_code` is set when it has run.
void add_run_command(CLI::App& app, int& exit_code);
void add_read_command(CLI::App& app, int& exit_code);
void add_fields_command(CLI::App& app, int& exit_code);
void add_compose_command(CLI::App& app, int& exit_code);
void add_collect_command(CLI::App& app, int& exit_code);
void add_check_command(CLI::App& app, int& exit_code);
void add_ctl_command(CLI::App& app, int& exit_code);
void add_top_command(CLI::App& app, int& exit_code);
void add_version_command(CLI::App& app, int& exit_code);

}  // namespace probe
