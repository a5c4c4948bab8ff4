// SPDX-License-Identifier: Apache-2.0
// The configuration file: one line `name = value` in TOML for each setting. Every mistake is found, not just the first one,
// except that a mistake of syntax hides what follows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bpf/result.hpp"
#include "config/settings.hpp"

namespace config {

struct Place {
    int line = 0, column = 0;  // 1-based
};

// One setting that stands in the file.
struct Given {
    const Setting* setting = nullptr;
    Place place;               // of the value
    bool is_sound = true;      // no mistake so far: value and items are all in Settings
    std::vector<Place> items;  // of each text in a list; in the order of the member of Settings
};

struct Reading {
    Settings settings;  // the defaults where the file says nothing
    std::vector<Given> given;
    std::vector<Error> mistakes;         // the file is to be used only if there are none
    std::vector<Place> policy_places{};  // of settings.policies
    std::vector<Reading> parts{};        // what policies set, and shed: settings and given; their mistakes are above

    void sort_mistakes();  // by place
};

// The text of a file: keys, kinds of values, ranges, addresses. `path` is for the messages.
[[nodiscard]] Reading read_configuration(std::string_view text, const std::string& path);

}  // namespace config
