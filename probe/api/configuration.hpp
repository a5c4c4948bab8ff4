// SPDX-License-Identifier: Apache-2.0
// Settings as JSON: an object with the keys of the configuration file, checked by the reader of that file.
#pragma once

#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "config/settings.hpp"
#include "probe/api/problem.hpp"

namespace probe::api {

// Every setting with the value that holds. What is secret (passwords in URLs of collectors) is "***".
[[nodiscard]] Json to_json(const config::Settings& settings);

struct SettingMistake {
    std::string setting;  // its key; empty: of the whole
    std::string message;
};
struct Patched {
    config::Settings settings;
    std::vector<std::string> changed;  // keys of settings that are others now
    std::vector<SettingMistake> mistakes;
};

// A JSON merge patch (RFC 7396): an object of some settings; null stands for the default. Every mistake is told; names of fields are
// looked up in the catalogue of built-in fields and the folder of one's own. `replaces`: what the object does not have gets its default.
[[nodiscard]] Patched patched(const config::Settings& settings, const std::string& text, bool replaces = false);

// 422 with the list of mistakes.
[[nodiscard]] Response mistakes_response(const std::vector<SettingMistake>& mistakes);

}  // namespace probe::api
