// SPDX-License-Identifier: Apache-2.0
// The other end of the API: one request over the Unix socket, for the commands `ctl` and `top`.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "bpf/result.hpp"
#include "probe/api/message.hpp"

namespace probe::api {

// Fails if nobody listens there, or the answer does not come in time. A body is sent as JSON.
[[nodiscard]] Result<Response> ask(const std::string& socket, const std::string& method, const std::string& target,
                                   const std::string& body = "", std::chrono::milliseconds patience = std::chrono::seconds(30));

// The text of an answer without an end, as it comes, part by part, until the server ends it, or the call returns false. Fails if nobody
// listens there; an answer that is none of 200 is returned whole.
[[nodiscard]] Result<Response> follow(const std::string& socket, const std::string& target,
                                      const std::function<bool(const std::string& part)>& take);

}  // namespace probe::api
