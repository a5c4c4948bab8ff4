// SPDX-License-Identifier: Apache-2.0
// Compiles a C text that somebody else has written, maybe with ill intent, for the kernel: clang without privileges, network and files
// but headers of the system (linux/, bpf/), within limits of time and memory.
#pragma once

#include <string>

#include "bpf/result.hpp"

namespace probe {

// The object. `name` stands for the text in errors, which have a line and a column of it. Fails where the kernel cannot keep clang from
// other files (no Landlock); an object compiled elsewhere is the way then.
[[nodiscard]] Result<std::string> compile_user_source(const std::string& text, const std::string& name);

}  // namespace probe
