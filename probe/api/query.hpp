// SPDX-License-Identifier: Apache-2.0
// The query of a request's target: NAME=VALUE&NAME=VALUE, percent-encoded (RFC 3986 section 2.1), + for a blank.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bpf/result.hpp"

namespace probe::api {

struct Target {
    std::string path;  // decoded
    std::vector<std::pair<std::string, std::string>> parameters;

    // Of the first parameter of this name; null: there is none.
    [[nodiscard]] const std::string* find(std::string_view name) const;
    // A parameter without a value, or with true or 1, is true; not given, false or 0: false. Anything else is an error.
    [[nodiscard]] Result<bool> flag(std::string_view name) const;
    // A whole number from least to most; not given: `otherwise`.
    [[nodiscard]] Result<std::uint64_t> number(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                               std::uint64_t most) const;
};

// Fails for what is not a path, and for a percent sign without two hexadecimal digits behind it.
[[nodiscard]] Result<Target> parse_target(std::string_view target);

// A text as a value of a query.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace probe::api
