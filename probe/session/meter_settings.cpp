// SPDX-License-Identifier: Apache-2.0
#include "probe/session/meter_settings.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "probe/live/metered_interfaces.hpp"

namespace probe {

static Mode mode_of(const std::string& word) {
    for (const Mode mode : {Mode::native, Mode::generic, Mode::tc})
        if (word == name_of(mode)) return mode;
    return Mode::automatic;
}

static std::vector<Direction> directions_of(const std::string& word) {
    if (word == "both") return {Direction::in, Direction::out};
    return {word == "out" ? Direction::out : Direction::in};
}

InterfaceSettings MeterSettings::interface_settings(bool asks_for_tags) const {
    return {interfaces,
            mode_of(mode),
            stacked == "all" ? Stacked::all : Stacked::lowest,
            wait,
            {promiscuous, fix_offloads, asks_for_tags},
            directions_of(direction)};
}

PlanRequest MeterSettings::plan_request() const {
    PlanRequest request;
    request.fields = split_names(fields);
    request.droppers = split_names(droppers);
    request.tunnels = static_cast<std::uint32_t>(tunnel);
    request.fragments = fragments;
    if (tcp_end) request.hidden.emplace_back("TCP_FLAGS");
    request.sampling = chosen_sampling();
    if (split_biflow) request.biflows.directions = exporter::Directions::split;
    if (biflows_export == "bidirectional") request.biflows.policy = BiflowPolicy::bidirectional;
    if (biflows_export == "unidirectional") request.biflows.policy = BiflowPolicy::unidirectional;
    return request;
}

Sampling MeterSettings::chosen_sampling() const {
    using Method = Sampling::Method;
    if (sampling == 1) return {};
    const Method method = sampling_method == "random"  ? Method::random
                          : sampling_method == "flows" ? Method::flows
                                                       : Method::count;
    return {method, static_cast<std::uint32_t>(sampling), sampling_scale};
}

static std::chrono::nanoseconds to_nanoseconds(double seconds) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(std::llround(seconds * 1e9)));
}

exporter::FlowCacheSettings MeterSettings::cache_settings() const {
    exporter::FlowCacheSettings settings;
    settings.active = to_nanoseconds(active_s);
    settings.idle = to_nanoseconds(idle_s);
    settings.end_on_tcp = tcp_end;
    settings.max_flows = static_cast<std::size_t>(max_flows);
    return settings;
}

exporter::ExporterSettings MeterSettings::exporter_settings() const {
    exporter::ExporterSettings settings;
    settings.encoder.max_message_octets = static_cast<std::size_t>(max_message);
    settings.encoder.observation_domain = static_cast<std::uint32_t>(observation_domain);
    settings.schedule.template_refresh =
        std::chrono::duration_cast<decltype(settings.schedule.template_refresh)>(to_nanoseconds(template_refresh_s));
    settings.schedule.template_messages = static_cast<std::uint32_t>(template_refresh_messages);
    if (biflow == "rfc5103") settings.encoder.biflow = config::BiflowElements::rfc5103;
    settings.balance = balance;
    settings.options = options_settings();
    settings.encoder.sampling = settings.options.sampling;
    settings.encoder.sampling_interval = settings.options.sampling_interval;
    return settings;
}

exporter::OptionsSettings MeterSettings::options_settings() const {
    const auto seconds = [](double value) { return static_cast<std::uint32_t>(std::min(std::ceil(value), 1e9)); };
    exporter::OptionsSettings settings;
    settings.interval = std::chrono::duration_cast<std::chrono::milliseconds>(to_nanoseconds(options_interval_s));
    settings.process = static_cast<std::uint32_t>(::getpid());
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    settings.started_ms = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    settings.active_s = seconds(active_s);
    settings.idle_s = seconds(idle_s);
    if (const Sampling chosen = chosen_sampling(); !chosen.scaled) {
        settings.sampling_interval = chosen.interval;
        settings.sampling = static_cast<exporter::SamplingMethod>(chosen.method);
    }
    return settings;
}

Format MeterSettings::chosen_format() const {
    if (format.empty()) return ::isatty(STDOUT_FILENO) ? Format::table : Format::json;
    if (format == "csv") return Format::csv;
    return format == "json" ? Format::json : Format::table;
}

}  // namespace probe
