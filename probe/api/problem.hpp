// SPDX-License-Identifier: Apache-2.0
// What goes wrong, told as a problem document (RFC 9457).
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "probe/api/message.hpp"

namespace probe::api {

using Json = nlohmann::ordered_json;

// {"type":"about:blank","title":"Not Found","status":404,"detail":"..."}; the detail says what was wrong and what to do. `more`: an
// object of further members.
[[nodiscard]] Response problem(unsigned status, const std::string& detail, const Json& more = Json::object());

// 503, to be tried again in a second.
[[nodiscard]] Response too_busy(const std::string& detail);

// 200 with this body.
[[nodiscard]] Response json_response(const Json& body);

// "Not Found"; of a status that this program never sends: "Unknown".
[[nodiscard]] const char* reason_of(unsigned status);

// As one line of text; what is not UTF-8 (a path, an alias of an interface) becomes U+FFFD.
[[nodiscard]] std::string text_of(const Json& json);

}  // namespace probe::api
