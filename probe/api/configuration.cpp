// SPDX-License-Identifier: Apache-2.0
#include "probe/api/configuration.hpp"

#include <algorithm>
#include <cctype>

#include "bpf/one_line.hpp"
#include "config/load.hpp"

namespace probe::api {

namespace {

constexpr const char* kHidden = "***";

// udp://…, kafka://broker/topic?sasl.password=SECRET&…
std::string without_secrets(std::string url) {
    std::size_t at = url.find('?');
    while (at != std::string::npos) {
        const std::size_t end = std::min(url.find('&', at + 1), url.size());
        const std::size_t equals = url.find('=', at);
        if (equals < end) {
            std::string name = url.substr(at + 1, equals - at - 1);
            std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) { return std::tolower(letter); });
            const bool is_secret = name.find("password") != std::string::npos || name.find("secret") != std::string::npos ||
                                   name.find("pem") != std::string::npos || name.find("oauthbearer.config") != std::string::npos;
            if (is_secret) url.replace(equals + 1, end - equals - 1, kHidden);
        }
        at = url.find('&', at + 1);
    }
    return url;
}

Json value_of(const config::Setting& setting, const config::Settings& settings) {
    return std::visit([&](const auto& kind) -> Json { return settings.*kind.into; }, setting.kind);
}

const config::Setting* find_setting(const std::string& key) {
    for (const config::Setting& setting : config::settings())
        if (setting.key() == key) return &setting;
    return nullptr;
}

// A value as TOML writes it, on one line. Texts are written as in JSON, with everything but ASCII as \uXXXX, which both read alike.
Result<std::string> toml_of(const Json& value) {
    if (value.is_object()) return fail("must not be an object");
    if (value.is_string()) {
        if (value.get_ref<const std::string&>() == kHidden ||
            value.get_ref<const std::string&>().find("=***") != std::string::npos)
            return fail("*** stands for what is not shown; give the secret itself, or leave the setting out");
        return value.dump(-1, ' ', true, Json::error_handler_t::replace);
    }
    if (!value.is_array()) return value.dump();
    std::string list = "[";
    for (const Json& one : value) {
        if (one.is_array()) return fail("must not be a list of lists");
        auto text = toml_of(one);
        if (!text) return text;
        list += (list.size() > 1 ? ", " : "") + *text;
    }
    return list + "]";
}

// Without the name of the file that there is not.
std::string message_of(const Error& error) { return bpf::one_line(error.message); }

void check(Patched& result, const std::string& text, const std::vector<std::string>& keys) {
    config::Reading reading = config::read_configuration(text, "");
    for (const config::Given& given : reading.given)
        if (given.is_sound) given.setting->copy(reading.settings, result.settings);
    const auto catalogue = bpf::Catalogue::load(result.settings.features_folder);
    if (catalogue)
        config::check_names(reading, *catalogue, "");
    else
        result.mistakes.push_back({"features", catalogue.error().text()});
    for (const Error& mistake : reading.mistakes) {
        const auto line = static_cast<std::size_t>(mistake.line);
        result.mistakes.push_back({line >= 1 && line <= keys.size() ? keys[line - 1] : "", message_of(mistake)});
    }
}

}  // namespace

Json to_json(const config::Settings& settings) {
    Json object = Json::object();
    for (const config::Setting& setting : config::settings()) {
        Json value = value_of(setting, settings);
        if (setting.name == "collector")
            for (Json& url : value) url = without_secrets(url.get<std::string>());
        object[setting.key()] = std::move(value);
    }
    return object;
}

Patched patched(const config::Settings& settings, const std::string& text, bool replaces) {
    Patched result{replaces ? config::Settings() : settings, {}, {}};
    result.settings.policies = settings.policies;  // which are the file's alone
    const Json patch = Json::parse(text, nullptr, false);
    if (!patch.is_object()) {
        result.mistakes.push_back({"", "the body is not a JSON object of settings, like {\"active\": 60}"});
        return result;
    }
    const config::Settings defaults;
    std::string toml;
    std::vector<std::string> keys;  // by line
    for (const auto& [key, value] : patch.items()) {
        const config::Setting* setting = find_setting(key);
        if (value.is_null() && setting) {
            setting->copy(defaults, result.settings);
            continue;
        }
        const auto one = toml_of(value);
        if (!one) {
            result.mistakes.push_back({key, bpf::one_line(key) + " " + one.error().message});
            continue;
        }
        keys.push_back(key);
        // A name that is no setting is told by the reader, which knows similar ones; quotes keep it a name whatever it is.
        toml += (setting ? key : Json(key).dump(-1, ' ', true, Json::error_handler_t::replace)) + " = " + *one + "\n";
    }
    check(result, toml, keys);
    for (const config::Setting& setting : config::settings())
        if (value_of(setting, settings) != value_of(setting, result.settings)) result.changed.push_back(setting.key());
    return result;
}

Response mistakes_response(const std::vector<SettingMistake>& mistakes) {
    Json list = Json::array();
    for (const SettingMistake& mistake : mistakes) list.push_back({{"setting", mistake.setting}, {"message", mistake.message}});
    return problem(422, mistakes.front().message, {{"mistakes", list}});
}

}  // namespace probe::api
