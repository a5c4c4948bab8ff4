// SPDX-License-Identifier: Apache-2.0
#include "probe/api/query.hpp"

#include <fmt/format.h>

#include <charconv>

#include "bpf/one_line.hpp"

namespace probe::api {

namespace {

constexpr std::size_t kMostParameters = 64;

std::optional<std::string> decoded(std::string_view text, bool plus_is_blank) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); at++) {
        if (text[at] != '%') {
            result += plus_is_blank && text[at] == '+' ? ' ' : text[at];
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = text.substr(at + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
        result += static_cast<char>(value);
        at += 2;
    }
    return result;
}

tl::unexpected<Error> not_encoded(std::string_view text) {
    return fail(
        fmt::format("\"{}\": behind % there must be two hexadecimal digits; % itself is %25", bpf::one_line(std::string(text))));
}

}  // namespace

const std::string* Target::find(std::string_view name) const {
    for (const auto& [known, value] : parameters)
        if (known == name) return &value;
    return nullptr;
}

Result<bool> Target::flag(std::string_view name) const {
    const std::string* value = find(name);
    if (!value || *value == "false" || *value == "0") return false;
    if (value->empty() || *value == "true" || *value == "1") return true;
    return fail(fmt::format("{} must be true or false", name));
}

Result<std::uint64_t> Target::number(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                     std::uint64_t most) const {
    const std::string* text = find(name);
    if (!text) return otherwise;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error == std::errc() && end == text->data() + text->size() && value >= least && value <= most) return value;
    return fail(fmt::format("{} must be a whole number from {} to {}", name, least, most));
}

Result<Target> parse_target(std::string_view target) {
    if (target.empty() || target.front() != '/')
        return fail(fmt::format("the target \"{}\" is not a path that begins with /", bpf::one_line(std::string(target))));
    const std::size_t mark = target.find('?');
    const std::string_view path = target.substr(0, mark);
    auto plain = decoded(path, false);
    if (!plain) return not_encoded(path);
    Target result{std::move(*plain), {}};
    std::string_view rest = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        if (one.empty()) continue;
        const std::size_t equals = one.find('=');
        auto name = decoded(one.substr(0, equals), true);
        auto value = decoded(equals == std::string_view::npos ? "" : one.substr(equals + 1), true);
        if (!name || !value) return not_encoded(one);
        if (result.parameters.size() == kMostParameters)
            return fail(fmt::format("more than {} parameters in the query", kMostParameters));
        result.parameters.emplace_back(std::move(*name), std::move(*value));
    }
    return result;
}

std::string percent_encoded(std::string_view text) {
    std::string result;
    for (const char letter : text) {
        const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                           (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_' || letter == '~';
        result += plain ? std::string(1, letter) : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    }
    return result;
}

}  // namespace probe::api
