// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "bpf/similar.hpp"
#include "probe/command/options.hpp"

int main(int argc, char** argv) {
    CLI::App app("xdpflow: the flow fields you name, metered in the kernel, exactly", "xdpflow");
    app.require_subcommand(1);
    int exit_code = probe::kDone;
    probe::add_run_command(app, exit_code);
    probe::add_read_command(app, exit_code);
    probe::add_fields_command(app, exit_code);
    probe::add_compose_command(app, exit_code);
    probe::add_collect_command(app, exit_code);
    probe::add_check_command(app, exit_code);
    probe::add_ctl_command(app, exit_code);
    probe::add_top_command(app, exit_code);
    probe::add_version_command(app, exit_code);
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    if (argc > 1 && argv[1][0] != '-' && std::find(names.begin(), names.end(), argv[1]) == names.end()) {
        const std::string similar = bpf::most_similar(argv[1], names);
        return probe::complain("there is no command \"" + std::string(argv[1]) + "\"; " +
                                   (similar.empty() ? "see xdpflow --help" : "did you mean " + similar + "?"),
                               probe::kRefused);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help
        return probe::complain(std::string(error.what()) + " (see xdpflow --help)", probe::kRefused);
    }
    return exit_code;
}
