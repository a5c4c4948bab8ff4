// SPDX-License-Identifier: Apache-2.0
// Lines for the user.
#pragma once

#include <string>

#include "bpf/result.hpp"

namespace probe {

// Exit codes: 0 done, 1 a failure while running, 2 a request that makes no sense.
inline constexpr int kDone = 0, kFailed = 1, kRefused = 2;

// Prints "xdpflow: …" as one line on standard error and returns `code`.
int complain(const Error& error, int code = kFailed);
int complain(const std::string& message, int code = kFailed);

}  // namespace probe
