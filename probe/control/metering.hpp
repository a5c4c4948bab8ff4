// SPDX-License-Identifier: Apache-2.0
// One configuration with all that follows from it before anything is in the kernel: fields, layouts, sizes, data bases.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/catalogue.hpp"
#include "exporter/sources.hpp"
#include "probe/compose/source_text.hpp"
#include "probe/control/reconfiguration.hpp"
#include "probe/live/memory_plan.hpp"
#include "probe/session/meter_settings.hpp"

namespace probe {

struct Metering {
    MeterSettings settings;
    bpf::Catalogue catalogue;
    Plan plan;  // refers to the catalogue
    MemoryPlan memory;
    std::unique_ptr<exporter::Sources> sources;
    std::string text;  // of the program, for XDP at Ethernet

    Metering() = default;
    Metering(const Metering&) = delete;
    Metering& operator=(const Metering&) = delete;

    [[nodiscard]] exporter::FlowCacheSettings cache_settings() const;
};

// Reads what the settings name: users' fields, data bases. From any thread.
[[nodiscard]] Result<std::shared_ptr<Metering>> make_metering(const MeterSettings& settings);

// Names of the settings that are not the same, "policy" among them.
[[nodiscard]] std::vector<std::string> differing(const config::Settings& one, const config::Settings& other);

// Whether a program of the one is a program of the other: they differ at most in what user space makes of its records.
[[nodiscard]] bool have_same_program(const Metering& one, const Metering& other);

// What it takes to get from one to the other. Fails if a setting cannot change while the probe runs; names it.
[[nodiscard]] Result<Changes> changes_between(const Metering& present, const Metering& wanted);

}  // namespace probe
