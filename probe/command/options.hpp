// SPDX-License-Identifier: Apache-2.0
// Options that several commands share, and what they become.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "config/settings.hpp"
#include "exporter/exporter.hpp"
#include "probe/compose/plan.hpp"
#include "probe/session/flows.hpp"

namespace probe {

using config::kFeaturesFolder;

// Exit codes: 0 done, 1 a failure while running, 2 a request that makes no sense.
inline constexpr int kDone = 0, kFailed = 1, kRefused = 2;

// The settings, and what they become.
struct MeterOptions : config::Settings {
    // Adds an option for each setting that this command uses.
    void add_to(CLI::App& command, config::Used used);

    // Takes from the file what the command line, which is parsed by now, does not say. False: the file's mistakes have been told,
    // one line each.
    [[nodiscard]] bool add_file(const std::string& path, const CLI::App& command);

    [[nodiscard]] PlanRequest plan_request() const;
    [[nodiscard]] Sampling chosen_sampling() const;
    [[nodiscard]] exporter::FlowCacheSettings cache_settings() const;
    [[nodiscard]] exporter::ExporterSettings exporter_settings() const;
    [[nodiscard]] exporter::OptionsSettings options_settings() const;  // of a process that starts now
    [[nodiscard]] Format chosen_format() const;
    [[nodiscard]] bool prints() const { return collectors.empty() || !format.empty(); }
};

// Prints "xdpflow: …" as one line on standard error and returns `code`.
int complain(const Error& error, int code = kFailed);
int complain(const std::string& message, int code = kFailed);

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
void add_version_command(CLI::App& app, int& exit_code);

}  // namespace probe
