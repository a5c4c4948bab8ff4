// SPDX-License-Identifier: Apache-2.0
#include "probe/command/options.hpp"
namespace probe {
void add_run_command(CLI::App&, int&) {}
}  // namespace probe
