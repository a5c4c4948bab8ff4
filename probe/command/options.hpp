// SPDX-License-Identifier: Apache-2.0
// Options that several commands share, and what they become.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "exporter/exporter.hpp"
#include "probe/compose/plan.hpp"
#include "probe/session/flows.hpp"

namespace probe {

inline constexpr const char* kFeaturesFolder = "/etc/xdpflow/features.d";

// Exit codes: 0 done, 1 a failure while running, 2 a request that makes no sense.
inline constexpr int kDone = 0, kFailed = 1, kRefused = 2;

struct MeterOptions {
    std::string features_folder = kFeaturesFolder;
    std::vector<std::string> fields = {kDefaultFields};
    std::vector<std::string> droppers;
    double active_s = 120;
    double idle_s = 30;
    bool tcp_end = false;
    std::size_t max_flows = 1'048'576;
    std::string format;  // empty: a table on a terminal, else JSON lines
    std::string stats;   // file, or empty
    std::vector<std::string> collectors;
    double template_refresh_s = 60;
    std::uint16_t max_message = 1420;
    std::uint32_t observation_domain = 0;

    // Adds --fields, --active, --idle, --tcp-end, --max-flows, --format, --stats to the command.
    void add_to(CLI::App& command);

    [[nodiscard]] PlanRequest plan_request() const;
    [[nodiscard]] exporter::FlowCacheSettings cache_settings() const;
    [[nodiscard]] exporter::ExporterSettings exporter_settings() const;
    [[nodiscard]] Format chosen_format() const;
    [[nodiscard]] bool prints() const { return collectors.empty() || !format.empty(); }
};

// Prints "xdpflow: …" as one line on standard error and returns `code`.
int complain(const Error& error, int code = kFailed);
int complain(const std::string& message, int code = kFailed);

// An error if nobody gave this process a standard output: the next file opened would get its number, and the flows.
[[nodiscard]] Result<> require_standard_output();

// Each adds its subcommand; `exit_code` is set when it has run.
void add_run_command(CLI::App& app, int& exit_code);
void add_read_command(CLI::App& app, int& exit_code);
void add_fields_command(CLI::App& app, int& exit_code);
void add_compose_command(CLI::App& app, int& exit_code);
void add_version_command(CLI::App& app, int& exit_code);

}  // namespace probe
