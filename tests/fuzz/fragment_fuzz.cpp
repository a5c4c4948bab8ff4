// SPDX-License-Identifier: Apache-2.0
// Any text as a fragment: it is read, or refused with a line that lies in it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bpf/catalogue.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto fragment = bpf::read_fragment(text, "features/fuzzed.h");
    int lines = 1;
    for (const char letter : text) lines += letter == '\n';
    if (!fragment && (fragment.error().message.empty() || fragment.error().line < 0 || fragment.error().line > lines))
        std::abort();
    return 0;
}
