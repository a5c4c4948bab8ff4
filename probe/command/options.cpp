// SPDX-License-Identifier: Apache-2.0
#include "probe/command/options.hpp"

#include <fcntl.h>
#include <unistd.h>

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

namespace {

// What the command line says goes before what the file says.
config::Reading add_to(config::Settings& settings, const std::string& path, const CLI::App& command) {
    const auto is_said = [&](const config::Setting& setting) { return command.count(setting.option()) > 0; };
    std::optional<std::string> said_folder;
    for (const config::Setting& setting : config::settings())
        if (setting.name == "features" && is_said(setting)) said_folder = settings.features_folder;
    config::Reading reading = config::load_configuration(path, said_folder);
    for (const config::Given& given : reading.given)
        if (!is_said(*given.setting)) given.setting->copy(reading.settings, settings);
    settings.policies = reading.settings.policies;
    settings.monitors = reading.settings.monitors;
    return reading;
}

}  // namespace

bool MeterOptions::add_file(const std::string& path, const CLI::App& command) {
    const config::Reading reading = probe::add_to(*this, path, command);
    for (const Error& mistake : reading.mistakes) complain(mistake);
    return reading.mistakes.empty();
}

Result<config::Settings> MeterOptions::with_file(const std::string& path, const CLI::App& command) const {
    config::Settings settings = *this;
    const config::Reading reading = probe::add_to(settings, path, command);
    if (reading.mistakes.empty()) return settings;
    Error first = reading.mistakes.front();
    if (reading.mistakes.size() > 1)
        first.message += " (and " + std::to_string(reading.mistakes.size() - 1) + " more: see `xdpflow check`)";
    return tl::unexpected(first);
}

Result<> require_standard_output() {
    if (::fcntl(STDOUT_FILENO, F_GETFD) >= 0) return {};
    return fail("standard output is closed, so flows have nowhere to go; add > FILE, or > /dev/null");
}

}  // namespace probe
