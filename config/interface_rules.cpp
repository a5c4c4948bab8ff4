// SPDX-License-Identifier: Apache-2.0
#include "config/interface_rules.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>

namespace config {
namespace {

std::optional<Mac> parse_mac(std::string_view text) {
    if (text.size() != 17) return std::nullopt;
    Mac mac{};
    for (std::size_t i = 0; i < mac.size(); ++i) {
        const std::string_view part = text.substr(3 * i, 2);
        if (i > 0 && text[3 * i - 1] != ':' && text[3 * i - 1] != '-') return std::nullopt;
        const auto [end, error] = std::from_chars(part.data(), part.data() + 2, mac[i], 16);
        if (error != std::errc{} || end != part.data() + 2) return std::nullopt;
    }
    return mac;
}

Result<InterfaceRule> parse_rule(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos)
        return fail(fmt::format("\"{}\" has no interface; write MAC@NUMBER or NETWORK@NUMBER", text));
    const std::string_view number = text.substr(at + 1), whose = text.substr(0, at);
    InterfaceRule rule;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), rule.interface);
    if (error != std::errc{} || end != number.data() + number.size())
        return fail(fmt::format("\"{}\" is not the number of an interface, in \"{}\"; `ip link` shows them", number, text));
    if (const auto mac = parse_mac(whose)) {
        rule.whose = *mac;
        return rule;
    }
    const auto network = parse_network(whose);
    if (!network) return fail(fmt::format("\"{}\" is neither a network nor a MAC address, in \"{}\"", whose, text));
    rule.whose = *network;
    return rule;
}

}  // namespace

Result<std::vector<InterfaceRule>> parse_interface_rules(const std::string& text) {
    constexpr std::string_view kBetween = ", \t\r\n";
    std::vector<InterfaceRule> rules;
    for (std::size_t at = text.find_first_not_of(kBetween); at != std::string::npos;) {
        const std::size_t end = text.find_first_of(kBetween, at);
        auto rule = parse_rule(std::string_view(text).substr(at, end == std::string::npos ? end : end - at));
        if (!rule) return tl::unexpected(rule.error());
        rules.push_back(std::move(*rule));
        at = text.find_first_not_of(kBetween, end);
    }
    return rules;
}

Result<> check_interface_rules(const std::string& setting) {
    if (setting.starts_with('@'))
        return setting.size() > 1 ? Result<>() : Result<>(fail("\"@\" names no file of rules; write @FILE"));
    const auto rules = parse_interface_rules(setting);
    if (!rules) return tl::unexpected(rules.error());
    return rules->empty() ? Result<>(fail("there is no rule; write MAC@NUMBER or NETWORK@NUMBER")) : Result<>();
}

Result<std::vector<InterfaceRule>> load_interface_rules(const std::string& setting) {
    if (!setting.starts_with('@')) return parse_interface_rules(setting);
    const std::string path = setting.substr(1);
    std::ifstream file(path);
    if (!file) return tl::unexpected<Error>(Error{std::string("cannot be read: ") + std::strerror(errno), path, 0, 0});
    std::vector<InterfaceRule> all;
    int number = 1;
    for (std::string line; std::getline(file, line); ++number) {
        auto rules = parse_interface_rules(line.substr(0, line.find('#')));
        if (!rules) return tl::unexpected<Error>(Error{rules.error().message, path, number, 0});
        all.insert(all.end(), rules->begin(), rules->end());
    }
    if (file.bad()) return tl::unexpected<Error>(Error{"cannot be read to its end", path, number, 0});
    if (all.empty()) return tl::unexpected<Error>(Error{"has no rule; write one a line: NETWORK@NUMBER", path, 0, 0});
    return all;
}

}  // namespace config
