// SPDX-License-Identifier: Apache-2.0
// Everything that a user can set, in one table. A setting is one row of settings(): from it follow the option of `run` and
// `read`, the key of the configuration file, the checks of both, and the tables in the manual pages.
//
// To add one: a member of Settings with its default, and a row in settings.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bpf/catalogue.hpp"
#include "config/monitor.hpp"
#include "config/names.hpp"
#include "config/policy.hpp"

namespace config {

inline constexpr const char* kFeaturesFolder = "/etc/xdpflow/features.d";
inline constexpr std::uint64_t kUsualTunnels = 4, kMostTunnels = 8;  // levels: bpf/parsers/tunnels.h

// The values; what each means stands in its row.
struct Settings {
    std::vector<std::string> interfaces;
    std::vector<std::string> fields = {kDefaultFields};  // texts of one name or several, see split_names()
    std::vector<std::string> droppers;                   // likewise
    std::uint64_t tunnel = 0;
    bool fragments = false;
    std::string stacked = "lowest";
    bool wait = false;
    bool promiscuous = false;
    bool fix_offloads = false;
    std::string direction = "in";
    std::string mode = "auto";
    double interval_s = 1;
    double active_s = 120;
    double idle_s = 30;
    bool tcp_end = false;
    std::uint64_t max_flows = 1'048'576;
    std::uint64_t memory_mib = 0;
    std::string biflow = "nprobe";
    bool split_biflow = false;
    std::string biflows_export = "all";
    std::string format;  // empty: a table on a terminal, else JSON lines
    std::string stats;   // file, or empty
    std::vector<std::string> collectors;
    std::uint64_t sampling = 1;
    std::string sampling_method = "deterministic";
    bool sampling_scale = false;
    bool balance = false;
    double template_refresh_s = 60;
    std::uint64_t template_refresh_messages = 4096;
    double options_interval_s = 60;
    std::uint64_t max_message = 1420;
    std::uint64_t observation_domain = 0;
    std::string features_folder = kFeaturesFolder;
    std::string as_list, city_list;  // files, or empty
    std::vector<std::string> if_networks, local_networks;
    bool local_traffic_direction = false;
    bool route_lookup = false;
    std::string control = "/run/xdpflow/control.sock";  // path, or "off"
    std::string control_listen;                         // HOST:PORT, or empty; likewise:
    std::string control_cert, control_key, control_tokens;
    std::string engine = "0:0";
    std::string instance_name;
    bool carry = false;
    bool reload = false;
    std::vector<Policy> policies;  // of the file alone: config/policy.hpp
    std::uint64_t keep_loaded_mib = 128;
    std::vector<Monitor> monitors;  // of the file alone: tables, not rows of settings()
};

// What a value may be, and the member it goes to. must_be() completes the sentence "NAME must be ...".
struct Flag {
    bool Settings::*into;
    [[nodiscard]] static std::string must_be() { return "true or false"; }
};
struct Seconds {
    double Settings::*into;
    double least, most;
    [[nodiscard]] bool allows(double value) const { return value >= least && value <= most; }  // which NaN is not
    [[nodiscard]] std::string must_be() const;
};
struct Number {
    std::uint64_t Settings::*into;
    std::uint64_t least, most;
    [[nodiscard]] bool allows(std::uint64_t value) const { return value >= least && value <= most; }
    [[nodiscard]] std::string must_be() const;
};
// A number that is given as true (`usual`) or false (0) as well; on the command line also as a flag, --NAME or --NAME=N.
struct Levels {
    std::uint64_t Settings::*into;
    std::uint64_t usual, most;
    [[nodiscard]] bool allows(std::uint64_t value) const { return value <= most; }
    [[nodiscard]] std::optional<std::uint64_t> parse(const std::string& text) const;
    [[nodiscard]] std::string must_be() const;
};
struct Word {
    std::string Settings::*into;
    std::vector<std::string> words;
    [[nodiscard]] bool allows(const std::string& value) const;
    [[nodiscard]] std::string must_be() const;
};
struct Text {
    std::string Settings::*into;
    Result<> (*check)(const std::string& text) = nullptr;  // null: any text will do
    [[nodiscard]] static std::string must_be() { return "a text in quotes"; }
};
struct Texts {
    std::vector<std::string> Settings::*into;
    Result<> (*check)(const std::string& text);  // of one of them
    std::size_t most = 0;                        // of them; 0: any number
    std::string too_many{};                      // what to say of more
    [[nodiscard]] static std::string must_be() { return "a text in quotes, or a list of them: [\"...\", \"...\"]"; }
};
struct Names {
    std::vector<std::string> Settings::*into;
    Result<> (*check)(const std::vector<std::string>& names, const bpf::Catalogue& catalogue);
    [[nodiscard]] static std::string must_be() { return Texts::must_be(); }
};
using Kind = std::variant<Flag, Seconds, Number, Levels, Word, Text, Texts, Names>;

enum class Used { always, live };  // live: by `run` alone

struct Setting {
    std::string name;  // "tcp-end"
    char letter;       // of the short option; 0: there is none
    Used used;
    Kind kind;
    std::string shown;        // what stands for a value in the help: "FILE"; empty where the kind says it
    std::string description;  // one line, with the unit

    [[nodiscard]] std::string option() const { return "--" + name; }
    [[nodiscard]] std::string key() const;           // in the file: "tcp_end"
    [[nodiscard]] std::string placeholder() const;   // "FILE", "table|json|csv", "S"; empty for a flag
    [[nodiscard]] std::string default_text() const;  // "120", "auto"; empty where there is none, and for lists
    [[nodiscard]] bool is_list() const { return std::holds_alternative<Texts>(kind) || std::holds_alternative<Names>(kind); }
    [[nodiscard]] bool value_is_optional() const { return std::holds_alternative<Levels>(kind); }
    void copy(const Settings& from, Settings& to) const;  // this setting alone
};

[[nodiscard]] const std::vector<Setting>& settings();

}  // namespace config
