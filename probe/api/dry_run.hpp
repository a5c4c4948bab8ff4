// SPDX-License-Identifier: Apache-2.0
// What a program for other settings would be, and cost: composed, compiled, and tried in the kernel away from any interface. What runs
// is not touched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bpf/result.hpp"
#include "config/settings.hpp"

namespace probe::api {

struct DryRun {
    std::string source;                   // as the kernel would get it
    std::string remark;                   // what a user should know; or empty
    std::size_t record_octets = 0;        // of a flow in the kernel's table, the larger one of two families
    std::uint64_t table_octets = 0;       // of memory
    std::uint32_t instructions = 0;       // as the kernel holds them
    std::optional<double> ns_per_packet;  // on this machine, of one flow of UDP: what more flows cost in caches is not in it
    std::string why_not_measured;         // or empty
};

// Takes as long as the compiler (200 ms), if the object is not known yet. Fails for whatever would make the change fail: fields, files,
// compiler, verifier.
[[nodiscard]] Result<DryRun> dry_run(const config::Settings& settings);

}  // namespace probe::api
