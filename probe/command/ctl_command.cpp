// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>

#include "probe/api/client.hpp"
#include "probe/api/query.hpp"
#include "probe/command/monitor_file.hpp"
#include "probe/command/options.hpp"
#include "probe/command/shown.hpp"

namespace probe {

namespace {

struct CtlOptions {
    std::string socket = config::Settings().control;
    bool json = false, cost = false, dry_run = false;
    std::uint64_t limit = 20, offset = 0;
    std::string order;
    std::vector<std::string> words;  // NAME=VALUE
    std::string name, file;          // of a monitor
    bool ends = false;
};

int print(const std::string& text, int code = kDone) {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    return written ? code : complain("cannot write to standard output");
}

// What the probe refuses is a request that makes no sense; what it cannot do is a failure.
int tell_problem(const api::Response& response) {
    const Json body = Json::parse(response.body, nullptr, false);
    const int code = response.status < 500 ? kRefused : kFailed;
    if (!body.is_object() || !body.contains("detail"))
        return complain(fmt::format("the probe answers {}", response.status), code);
    if (!body.contains("mistakes")) return complain(value_text(body.at("detail")), code);
    for (const Json& mistake : body.at("mistakes")) complain(value_text(mistake.at("message")));
    return code;
}

using Show = std::string (*)(const Json&);

int get(const CtlOptions& options, const std::string& target, Show show) {
    const auto response = api::ask(options.socket, "GET", target);
    if (!response) return complain(response.error());
    const Json body = Json::parse(response->body, nullptr, false);
    const bool is_health = body.is_object() && body.contains("checks");  // 503 is an answer here
    if (response->status != 200 && !is_health) return tell_problem(*response);
    const int code = !is_health || body.at("status") == "ok" ? kDone : kFailed;
    return print(options.json || body.is_discarded() ? response->body : show(body), code);
}

std::string show_interfaces(const Json& body) {
    std::string text = table_text(body.at("interfaces"), {"name", "index", "direction", "mode", "attached", "frames", "octets",
                                                          "non_ip", "malformed", "filtered", "not_sampled", "ns_per_packet"});
    const Json& attaching = body.at("attaching");
    if (attaching.is_object() && !attaching.at("missing").empty())
        text += "waiting for: " + value_text(attaching.at("missing")) + "\n";
    return text;
}

std::string show_collectors(const Json& body) {
    Json list = body.at("collectors");
    for (Json& one : list) {
        std::uint64_t lost = 0;
        for (const auto& [cause, count] : one.at("lost_flows").items()) lost += count.get<std::uint64_t>();
        one["lost_flows"] = lost;
    }
    return table_text(list, {"address", "state", "sent_flows", "sent_messages", "lost_flows", "refused_flows",
                             "unconfirmed_flows", "waiting_messages", "reason"});
}

std::string show_policies(const Json& body) {
    Json list = body.at("policies");
    for (Json& one : list)
        for (const Json& number : one.at("numbers")) {
            const std::string text = value_text(number.at("metric")) + " " + value_text(number.at("value"));
            one["sees"] = (one.contains("sees") ? value_text(one.at("sees")) + ", " : "") + text;
        }
    return table_text(list, {"name", "active", "active_seconds", "sets", "shed", "sees", "decisions", "refused", "last_refusal"});
}

std::string show_fields(const Json& body) {
    return table_text(body.at("fields"), {"name", "element", "pen", "id", "type", "role", "description"});
}

std::string show_health(const Json& body) {
    return value_text(body.at("status")) + "\n" + table_text(body.at("checks"), {"name", "status", "message"});
}

std::string show_flows(const Json& body) {
    std::vector<std::string> names;
    for (const Json& flow : body.at("flows"))
        for (const auto& [name, value] : flow.items())
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    return (names.empty() ? "" : table_text(body.at("flows"), names)) +
           fmt::format("{} of {} flows, by {}\n", body.at("flows").size(), value_text(body.at("matching")),
                       value_text(body.at("order")));
}

int flows(const CtlOptions& options) {
    std::string target = fmt::format("/v1/flows?limit={}&offset={}", options.limit, options.offset);
    if (!options.order.empty()) target += "&order=" + api::percent_encoded(options.order);
    for (const std::string& word : options.words) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos) return complain("\"" + word + "\" is not NAME=VALUE, like PROTOCOL=6", kRefused);
        target += "&" + api::percent_encoded(word.substr(0, equals)) + "=" + api::percent_encoded(word.substr(equals + 1));
    }
    return get(options, target, show_flows);
}

std::string show_settings(const Json& body) {
    std::string text;
    for (const auto& [key, value] : body.items()) text += fmt::format("{} = {}\n", key, value.dump(-1, ' ', true));
    return text;
}

// NAME=VALUE: a number, true, false, null, a list in brackets; all else is a text.
Result<Json> patch_of(const std::vector<std::string>& words) {
    Json patch = Json::object();
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos) return fail("\"" + word + "\" is not NAME=VALUE, like active=60");
        const std::string text = word.substr(equals + 1);
        const Json value = Json::parse(text, nullptr, false);
        patch[word.substr(0, equals)] = value.is_discarded() ? Json(text) : value;
    }
    return patch;
}

int configuration(const CtlOptions& options) {
    if (options.words.empty() && !options.dry_run) return get(options, "/v1/configuration", show_settings);
    const auto patch = patch_of(options.words);
    if (!patch) return complain(patch.error(), kRefused);
    const std::string target = std::string("/v1/configuration") + (options.dry_run ? "?dry_run=true" : "");
    const auto response = api::ask(options.socket, "PATCH", target, patch->dump(-1, ' ', false, Json::error_handler_t::replace));
    if (!response) return complain(response.error());
    if (response->status >= 300) return tell_problem(*response);
    if (options.json) return print(response->body);
    Json body = Json::parse(response->body, nullptr, false);
    if (!options.dry_run) return print(lines_text(body));
    const std::string source = body.at("program").at("source").get<std::string>();
    body.erase("settings");
    body.at("program").erase("source");
    return print(source + "\n" + lines_text(body));
}

// Until the probe ends, or the reader of the output.
int events(const CtlOptions& options) {
    EventLines lines(options.json);
    const auto end =
        api::follow(options.socket, "/v1/events", [&](const std::string& part) { return print(lines.add(part)) == kDone; });
    if (!end) return complain(end.error());
    return end->status == 200 ? kDone : tell_problem(*end);
}

std::string show_monitors(const Json& body) {
    Json list = body.at("monitors");
    const auto add_word = [](std::string& words, const std::string& word) {
        if (!words.empty()) words += ' ';
        words += word;
    };
    for (Json& one : list) {
        std::string interfaces, metrics;
        for (const Json& interface : one.at("interfaces")) {
            add_word(interfaces, value_text(interface.at("name")));
            if (interface.at("attached") == false) add_word(interfaces, "(away)");
        }
        for (const Json& metric : one.at("metrics")) add_word(metrics, value_text(metric.at("name")));
        one["interfaces"] = interfaces, one["metrics"] = metrics;
    }
    return table_text(list, {"name", "hook", "direction", "order", "interfaces", "metrics"});
}

// An element on a line: METRIC INTERFACE KEY VALUE.
std::string show_monitor(const Json& body) {
    std::string text;
    for (const Json& metric : body.at("metrics")) {
        if (!metric.contains("values")) continue;
        for (const Json& at : metric.at("values"))
            for (const Json& element : at.at("elements"))
                text += fmt::format("{} {}{} {}\n", value_text(metric.at("name")), value_text(at.at("interface")),
                                    element.contains("key") ? " " + element.at("key").dump() : "",
                                    element.at(element.contains("value") ? "value" : "values").dump());
    }
    return text;
}

int monitors(const CtlOptions& options) {
    std::string target = "/v1/monitors";
    if (!options.name.empty()) target += fmt::format("/{}", api::percent_encoded(options.name));
    if (options.file.empty() && !options.ends) return get(options, target, options.name.empty() ? show_monitors : show_monitor);
    if (options.name.empty()) return complain("name the monitor: xdpflow ctl monitors NAME", kRefused);
    std::string body;
    if (!options.ends) {
        auto wanted = monitor_body(options.file, options.name);
        if (!wanted) return complain(wanted.error(), kRefused);
        body = std::move(*wanted);
    }
    const auto response = api::ask(options.socket, options.ends ? "DELETE" : "PUT", target, body);
    if (!response) return complain(response.error());
    if (response->status >= 300) return tell_problem(*response);
    if (options.json) return print(response->body);
    if (options.ends) return kDone;
    return print(show_monitors({{"monitors", {Json::parse(response->body)}}}));
}

CLI::App* add(CLI::App& ctl, const std::shared_ptr<CtlOptions>& options, const std::string& name, const std::string& description,
              const std::function<int(const CtlOptions&)>& run, int& exit_code) {
    CLI::App* command = ctl.add_subcommand(name, description);
    command->add_option("--socket", options->socket, "Unix socket of the probe")->capture_default_str()->type_name("PATH");
    command->callback([options, run, &exit_code] { exit_code = run(*options); });
    if (name != "metrics") command->add_flag("--json", options->json, "Print the answer as it is, in JSON");
    return command;
}

std::string with_cost(const CtlOptions& options, const std::string& path) { return path + (options.cost ? "?cost=true" : ""); }

}  // namespace

void add_ctl_command(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<CtlOptions>();
    CLI::App* ctl = app.add_subcommand("ctl", "Ask a probe that runs, and tell it what to do");
    ctl->require_subcommand(1);
    const auto add_cost = [&](CLI::App* command) {
        command->add_flag("--cost", options->cost, "Measure for a moment what the program in the kernel takes");
    };
    add_cost(add(
        *ctl, options, "status", "What runs, and how it is going",
        [](const auto& from) { return get(from, with_cost(from, "/v1/status"), lines_text); }, exit_code));
    add_cost(add(
        *ctl, options, "interfaces", "Interfaces, by direction",
        [](const auto& from) { return get(from, with_cost(from, "/v1/interfaces"), show_interfaces); }, exit_code));
    add(
        *ctl, options, "fields", "Fields that can be asked for",
        [](const auto& from) { return get(from, "/v1/fields", show_fields); }, exit_code);
    add(
        *ctl, options, "collectors", "Collectors: state, sent, lost",
        [](const auto& from) { return get(from, "/v1/collectors", show_collectors); }, exit_code);
    add(
        *ctl, options, "policies", "Policies: what they see, and what they have changed",
        [](const auto& from) { return get(from, "/v1/policies", show_policies); }, exit_code);
    add(
        *ctl, options, "counters", "All counters, as --stats writes them",
        [](const auto& from) { return get(from, "/v1/counters", lines_text); }, exit_code);
    add(
        *ctl, options, "health", "Whether all is well; exit code 1 if not",
        [](const auto& from) { return get(from, "/v1/health", show_health); }, exit_code);
    add_cost(add(
        *ctl, options, "metrics", "Counters for Prometheus, as /metrics has them",
        [](const auto& from) { return get(from, with_cost(from, "/metrics"), lines_text); }, exit_code));
    add(*ctl, options, "events", "What happens, as it happens, after the latest that did; Ctrl-C ends it", events, exit_code);
    CLI::App* list = add(*ctl, options, "flows", "Flows in progress, the largest first", flows, exit_code);
    list->add_option("where", options->words, "Only flows with this value: PROTOCOL=6, IPV4_SRC_ADDR=192.0.2.0/24")
        ->type_name("NAME=VALUE…");
    list->add_option("--limit", options->limit, "Flows shown")->capture_default_str()->type_name("N");
    list->add_option("--offset", options->offset, "Flows passed over")->capture_default_str()->type_name("N");
    list->add_option("--order", options->order, "By octets, packets, or which was seen last")->type_name("octets|packets|latest");
    CLI::App* of_users = add(*ctl, options, "monitors", "Users' monitors; with a name what its metrics say", monitors, exit_code);
    of_users->add_option("name", options->name, "Monitor")->type_name("NAME");
    of_users->add_option("--put", options->file, "Start it as this file says: TOML as in [[monitor]], without that line")
        ->type_name("FILE");
    of_users->add_flag("--delete", options->ends, "End it")->excludes("--put");
    CLI::App* config = add(*ctl, options, "config", "Settings; with NAME=VALUE changes them", configuration, exit_code);
    config->add_option("setting", options->words, "Settings to be changed: active=60 fields=\"IN_PKTS PROTOCOL\"")
        ->type_name("NAME=VALUE…");
    config->add_flag("--dry-run", options->dry_run, "Change nothing; print the program that would run, its size and its cost");
}

}  // namespace probe
