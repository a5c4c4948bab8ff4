// SPDX-License-Identifier: Apache-2.0
#include "probe/command/options.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

#include "config/load.hpp"

namespace probe {

namespace {

// An option for one setting; what it reads goes to the setting's member of `settings`.
class OptionAdder {
 public:
    OptionAdder(CLI::App& command, const config::Setting& setting, config::Settings& settings)
        : command_(command),
          setting_(setting),
          settings_(settings),
          names_((setting.letter ? std::string("-") + setting.letter + "," : "") + setting.option()) {}

    void operator()(const config::Flag& kind) const { command_.add_flag(names_, settings_.*kind.into, setting_.description); }
    void operator()(const config::Seconds& kind) const { add_number<double>(kind); }
    void operator()(const config::Number& kind) const { add_number<std::uint64_t>(kind); }
    void operator()(const config::Levels& kind) const {
        add_levels(command_, names_, settings_.*kind.into, kind, setting_.description);
    }
    void operator()(const config::Word& kind) const {
        add_single(kind.into)->check(
            [kind](const std::string& text) { return kind.allows(text) ? "" : "must be " + kind.must_be(); });
    }
    void operator()(const config::Text& kind) const { add_single(kind.into); }
    void operator()(const config::Texts& kind) const { add_list(kind.into, false); }
    void operator()(const config::Names& kind) const { add_list(kind.into, setting_.used == config::Used::live); }

 private:
    template <class Value>
    CLI::Option* add_single(Value config::Settings::*into) const {
        return command_.add_option(names_, settings_.*into, setting_.description)
            ->type_name(setting_.placeholder())
            ->default_str(setting_.default_text());
    }

    template <class Value, class Kind>
    void add_number(const Kind& kind) const {
        add_single(kind.into)->check([kind](const std::string& text) {
            Value value{};
            return CLI::detail::lexical_cast(text, value) && kind.allows(value) ? "" : "must be " + kind.must_be();
        });
    }

    void add_list(std::vector<std::string> config::Settings::*into, bool several) const {
        command_.add_option(names_, settings_.*into, setting_.description + "; may be repeated")
            ->allow_extra_args(several)  // else what follows the one argument is a file of `read`
            ->type_name(setting_.placeholder());
    }

    CLI::App& command_;
    const config::Setting& setting_;
    config::Settings& settings_;
    std::string names_;
};

}  // namespace

void add_levels(CLI::App& command, const std::string& names, std::uint64_t& into, const config::Levels& kind,
                const std::string& description) {
    const auto text = std::make_shared<std::string>();
    command.add_flag(names, *text, description)
        ->check([kind](const std::string& value) { return kind.parse(value) ? "" : "must be " + kind.must_be(); })
        ->each([text, kind, &into](const std::string& value) { into = kind.parse(value).value_or(0); })
        ->type_name("[=N]");
}

void MeterOptions::add_to(CLI::App& command, config::Used used) {
    for (const config::Setting& setting : config::settings())
        if (setting.used == config::Used::always || setting.used == used)
            std::visit(OptionAdder(command, setting, *this), setting.kind);
}

bool MeterOptions::add_file(const std::string& path, const CLI::App& command) {
    const auto is_said = [&](const config::Setting& setting) { return command.count(setting.option()) > 0; };
    std::optional<std::string> said_folder;
    for (const config::Setting& setting : config::settings())
        if (setting.name == "features" && is_said(setting)) said_folder = features_folder;
    const config::Reading reading = config::load_configuration(path, said_folder);
    for (const Error& mistake : reading.mistakes) complain(mistake);
    for (const config::Given& given : reading.given)
        if (!is_said(*given.setting)) given.setting->copy(reading.settings, *this);
    return reading.mistakes.empty();
}

PlanRequest MeterOptions::plan_request() const {
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

Sampling MeterOptions::chosen_sampling() const {
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

exporter::FlowCacheSettings MeterOptions::cache_settings() const {
    exporter::FlowCacheSettings settings;
    settings.active = to_nanoseconds(active_s);
    settings.idle = to_nanoseconds(idle_s);
    settings.end_on_tcp = tcp_end;
    settings.max_flows = static_cast<std::size_t>(max_flows);
    return settings;
}

exporter::ExporterSettings MeterOptions::exporter_settings() const {
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

exporter::OptionsSettings MeterOptions::options_settings() const {
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

Format MeterOptions::chosen_format() const {
    if (format.empty()) return ::isatty(STDOUT_FILENO) ? Format::table : Format::json;
    if (format == "csv") return Format::csv;
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
