// SPDX-License-Identifier: Apache-2.0
// Results are values: every function that can fail for a reason outside of the program returns Result<T>.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

// What went wrong, in words for the person at the terminal: what was tried, why it failed, what to do.
struct Error {
    std::string message;
    std::string file;  // where, if a text file of the user's is to blame; else empty
    int line = 0;      // 1-based; 0 = the whole file
    int column = 0;    // 1-based; 0 = the whole line

    // "file:line:column: message", or the message alone.
    [[nodiscard]] std::string text() const {
        std::string where = file;
        if (!where.empty() && line > 0) {
            where.append(":").append(std::to_string(line));
            if (column > 0) where.append(":").append(std::to_string(column));
        }
        if (!where.empty()) where.append(": ");
        return where.append(message);
    }
};

template <class T = void>
using Result = tl::expected<T, Error>;

// `return fail("…")` in any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> fail(std::string message) {
    return tl::unexpected<Error>(Error{std::move(message), {}, 0, 0});
}
