// SPDX-License-Identifier: Apache-2.0
// What the code of a fragment may be: one plain function, which the composer calls. It becomes part of a program that runs with the
// kernel's rights, or with this process's; files are trusted (trusted.hpp), so this is against mistakes, not against their authors.
#pragma once

#include <string>
#include <string_view>

#include "bpf/result.hpp"

namespace bpf {

// Fails, with line and column, unless the code is "static __always_inline TYPE SYMBOL(ARGUMENT…) { … }" and nothing else: no
// preprocessing (nor what C turns into it: digraphs, trigraphs, lines that a backslash joins), no loops, no calls of kernel helpers, no
// assembler, attributes, texts, or data that outlives a call. The code begins in this line of the file.
[[nodiscard]] Result<> check_fragment_code(std::string_view code, std::string_view symbol, std::string_view argument,
                                           const std::string& file, int first_line);

}  // namespace bpf
