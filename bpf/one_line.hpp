// SPDX-License-Identifier: Apache-2.0
// Messages that quote what somebody else has written.
#pragma once

#include <string>

namespace bpf {

// The message as one line that does nothing to a terminal: "?" in place of each control character, and "..." in place of what
// goes beyond 500 octets.
[[nodiscard]] std::string one_line(std::string message);

}  // namespace bpf
