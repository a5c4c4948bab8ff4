// SPDX-License-Identifier: Apache-2.0
// Messages in a file (RFC 5655): one behind the other; the file is one session.
#pragma once

#include <functional>
#include <string>

#include "probe/collect/collector.hpp"

namespace probe::collect {

struct FileReading {
    std::function<bool()> is_stopped;  // asked before each message, and when a signal came
    std::function<void()> on_pause;    // a pipe has nothing more at once: what was printed should be seen now
};

// Reads a file, "-" is standard input, to its end. Fails if it cannot be read, or something in it is no message: nobody knows
// then where the next one begins.
[[nodiscard]] Result<> read_file(const std::string& path, Collector& collector, const FileReading& reading);

}  // namespace probe::collect
