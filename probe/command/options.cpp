// SPDX-License-Identifier: Apache-2.0
#include "probe/command/options.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace probe {

void MeterOptions::add_to(CLI::App& command) {
    command.add_option("--fields", fields, "Fields of a flow record, as names between blanks (see `xdpflow fields`)")
        ->allow_extra_args(false)  // what follows the one argument is a file, not a field
        ->type_name("\"NAME …\"");
    command.add_option("--active", active_s, "Longest duration of a flow in seconds; 0: no limit")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str()
        ->type_name("S");
    command.add_option("--idle", idle_s, "Longest silence within a flow in seconds; 0: no limit")
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str()
        ->type_name("S");
    command.add_flag("--tcp-end", tcp_end, "A TCP FIN or RST ends its flow");
    command.add_option("--max-flows", max_flows, "Flows held in user space; beyond, the oldest is exported (reason 5)")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 28))
        ->capture_default_str()
        ->type_name("N");
    command
        .add_option("--format", format, "How flows are printed: table or json; by default a table on a terminal, else JSON lines")
        ->check(CLI::IsMember({"table", "json"}))
        ->type_name("table|json");
    command
        .add_option("-n,--collector", collectors,
                    "Send flows as IPFIX to this collector; may be repeated. Flows are then printed only if --format is given")
        ->allow_extra_args(false)
        ->type_name("udp://HOST:PORT");
    command.add_option("--template-refresh", template_refresh_s, "Time after which templates are sent again, in seconds")
        ->check(CLI::Range(1.0, 86'400.0))
        ->capture_default_str()
        ->type_name("S");
    command.add_option("--max-message", max_message, "Largest IPFIX message in octets")
        ->check(CLI::Range(256, 65'000))
        ->capture_default_str()
        ->type_name("OCTETS");
    command.add_option("--domain", observation_domain, "Observation domain id in IPFIX messages")
        ->capture_default_str()
        ->type_name("ID");
    command.add_option("--stats", stats, "Write counters to this file as one JSON object, at the end and on SIGUSR1")
        ->type_name("FILE");
    command.add_option("--features", features_folder, "Folder of your own fields")->capture_default_str()->type_name("FOLDER");
}

PlanRequest MeterOptions::plan_request() const {
    PlanRequest request;
    for (const std::string& part : fields)
        for (std::string& name : split_names(part)) request.fields.push_back(std::move(name));
    request.droppers = droppers;
    if (tcp_end) request.hidden.emplace_back("TCP_FLAGS");
    return request;
}

static std::chrono::nanoseconds to_nanoseconds(double seconds) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(std::llround(seconds * 1e9)));
}

exporter::FlowCacheSettings MeterOptions::cache_settings() const {
    exporter::FlowCacheSettings settings;
    settings.active = to_nanoseconds(active_s);
    settings.idle = to_nanoseconds(idle_s);
    settings.end_on_tcp = tcp_end;
    settings.max_flows = max_flows;
    return settings;
}

exporter::ExporterSettings MeterOptions::exporter_settings() const {
    exporter::ExporterSettings settings;
    settings.ipfix.max_message_octets = max_message;
    settings.ipfix.observation_domain = observation_domain;
    settings.schedule.template_refresh =
        std::chrono::duration_cast<decltype(settings.schedule.template_refresh)>(to_nanoseconds(template_refresh_s));
    return settings;
}

Format MeterOptions::chosen_format() const {
    if (format.empty()) return ::isatty(STDOUT_FILENO) ? Format::table : Format::json;
    return format == "json" ? Format::json : Format::table;
}

int complain(const std::string& message, int code) {
    std::fprintf(stderr, "xdpflow: %s\n", message.c_str());
    return code;
}

Result<> require_standard_output() {
    if (::fcntl(STDOUT_FILENO, F_GETFD) >= 0) return {};
    return fail("standard output is closed, so flows have nowhere to go; add > FILE, or > /dev/null");
}

int complain(const Error& error, int code) { return complain(error.text(), code); }

}  // namespace probe
