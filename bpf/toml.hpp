// SPDX-License-Identifier: Apache-2.0
// The only way to toml++ (3.3): facts of fragments and the configuration are read through here, and both may be hostile.
//
// toml++ assumes things about its input that hostile input breaks, which is undefined behaviour in release builds. So its
// assumptions are checked in every build, and a broken one is an exception that parse_toml() catches. toml++ also walks into
// unreachable code on many characters beyond ASCII outside of comments, and calls itself once for each part of a dotted key:
// parse_toml() keeps both away from it.
#pragma once

namespace bpf {
struct BrokenAssumption {};
[[noreturn]] inline void break_assumption() { throw BrokenAssumption{}; }
}  // namespace bpf

#undef NDEBUG
#define TOML_ASSERT(assumption) ((assumption) ? void() : ::bpf::break_assumption())
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

#include <string>
#include <string_view>

#include "bpf/result.hpp"

namespace bpf {

// Reads a text whose first line is line `first_line` of the file `origin`. Comments may hold any octets, all else is ASCII.
// Lines and columns of nodes and keys count from 1 within the text. The error is the first mistake of syntax, with its place in
// the file.
[[nodiscard]] Result<toml::table> parse_toml(std::string_view text, const std::string& origin, int first_line = 1);

}  // namespace bpf
