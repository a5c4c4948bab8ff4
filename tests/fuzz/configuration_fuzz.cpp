// SPDX-License-Identifier: Apache-2.0
// Any text as a configuration file: it is read, or refused with lines that lie in it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto catalogue = bpf::Catalogue::load("");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    config::Reading reading = config::read_configuration(text, "fuzzed.toml");
    config::check_names(reading, *catalogue, "fuzzed.toml");
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    for (const Error& mistake : reading.mistakes)
        if (mistake.message.empty() || mistake.message.find('\n') != std::string::npos || mistake.line < 0 ||
            mistake.line > lines)
            std::abort();
    return 0;
}
