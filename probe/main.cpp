// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "probe/command/options.hpp"

int main(int argc, char** argv) {
    CLI::App app("xdpflow: the flow fields you name, metered in the kernel, exactly", "xdpflow");
    app.require_subcommand(1);
    int exit_code = probe::kDone;
    probe::add_run_command(app, exit_code);
    probe::add_read_command(app, exit_code);
    probe::add_fields_command(app, exit_code);
    probe::add_compose_command(app, exit_code);
    probe::add_version_command(app, exit_code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help
        return probe::complain(std::string(error.what()) + " (see xdpflow --help)", probe::kRefused);
    }
    return exit_code;
}
