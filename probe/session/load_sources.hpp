// SPDX-License-Identifier: Apache-2.0
// What computed fields are made of, from the settings: data bases and lists are read, once.
#pragma once

#include <memory>

#include "config/settings.hpp"
#include "exporter/sources.hpp"

namespace probe {

// Fails if a file is missing or broken, naming it, or if settings do not fit each other. Not in it: interface names, and what a route
// look-up needs; see sources.hpp.
[[nodiscard]] Result<std::unique_ptr<exporter::Sources>> load_sources(const config::Settings& settings);

}  // namespace probe
