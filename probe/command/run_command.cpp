// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <csignal>
#include <memory>

#include "probe/command/options.hpp"
#include "probe/control/running.hpp"

namespace probe {

namespace {

struct RunOptions {
    MeterOptions meter;
    MeterOptions said;          // by the command line alone
    std::string configuration;  // file, or empty
};

// One or two for every interface, and there may be many.
void allow_many_descriptors() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run(const RunOptions& options, const CLI::App& command) {
    allow_many_descriptors();
    // Under a flood of new flows the logs fill within milliseconds: emptying them goes before what else wants the CPU.
    ::setpriority(PRIO_PROCESS, 0, -20);  // needs CAP_SYS_NICE; without it the probe works, too
    std::signal(SIGPIPE, SIG_IGN);
    if (auto output = require_standard_output(); !output) return complain(output.error(), kRefused);
    const auto metering = make_metering(options.meter);
    if (!metering) return complain(metering.error(), kRefused);
    if (const std::string& remark = (*metering)->plan.remark; !remark.empty()) complain(remark);
    Running running(
        *metering,
        [&]() -> Result<config::Settings> {
            if (options.configuration.empty())
                return fail("there is no configuration file to read again; name one with --config");
            return options.said.with_file(options.configuration, command);
        },
        options.configuration);
    if (auto started = running.start(); !started) return complain(started.error());
    return running.loop();
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<RunOptions>();
    CLI::App* command = app.add_subcommand("run", "Meter live interfaces; print their flows, or send them to collectors");
    options->meter.add_to(*command, config::Used::live);
    command
        ->add_option("--config", options->configuration,
                     "Take settings from this file; the command line wins (see `xdpflow check`)")
        ->type_name("FILE");
    command->callback([options, command, &exit_code] {
        const bool reads_file = command->count("--config") > 0;
        options->said = options->meter;
        const bool is_sound = !reads_file || options->meter.add_file(options->configuration, *command);
        exit_code = is_sound ? run(*options, *command) : kRefused;
    });
}

}  // namespace probe
