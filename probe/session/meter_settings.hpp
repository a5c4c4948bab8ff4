// SPDX-License-Identifier: Apache-2.0
// What the settings of a user become.
#pragma once

#include "config/settings.hpp"
#include "exporter/exporter.hpp"
#include "exporter/flow_cache.hpp"
#include "probe/compose/plan.hpp"
#include "probe/session/flows.hpp"

namespace probe {

struct InterfaceSettings;

struct MeterSettings : config::Settings {
    MeterSettings() = default;
    explicit MeterSettings(config::Settings settings) : config::Settings(std::move(settings)) {}

    [[nodiscard]] PlanRequest plan_request() const;
    [[nodiscard]] Sampling chosen_sampling() const;
    [[nodiscard]] exporter::FlowCacheSettings cache_settings() const;
    [[nodiscard]] exporter::ExporterSettings exporter_settings() const;
    [[nodiscard]] exporter::OptionsSettings options_settings() const;  // of a process that starts now
    [[nodiscard]] InterfaceSettings interface_settings(bool asks_for_tags) const;
    [[nodiscard]] Format chosen_format() const;
    [[nodiscard]] bool prints() const { return collectors.empty() || !format.empty(); }
};

}  // namespace probe
