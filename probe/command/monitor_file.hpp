// SPDX-License-Identifier: Apache-2.0
// A monitor as a file of its own, for `ctl`.
#pragma once

#include <string>

#include "bpf/result.hpp"

namespace probe {

// The file's table as a body for the API: JSON, with the text of its source, which is read here, as code. A source's name is relative to
// the folder of the file.
[[nodiscard]] Result<std::string> monitor_body(const std::string& path, const std::string& name);

}  // namespace probe
