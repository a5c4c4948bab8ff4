// SPDX-License-Identifier: Apache-2.0
#include "config/engine.hpp"

#include <fmt/format.h>

#include <charconv>

namespace config {

static bool parse_octet(std::string_view text, std::uint8_t& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size();
}

Result<Engine> parse_engine(std::string_view text) {
    const std::size_t colon = text.find(':');
    Engine engine;
    if (colon == std::string_view::npos || !parse_octet(text.substr(0, colon), engine.type) ||
        !parse_octet(text.substr(colon + 1), engine.id))
        return fail(fmt::format("\"{}\" is not TYPE:ID, two numbers from 0 to 255", text));
    return engine;
}

}  // namespace config
