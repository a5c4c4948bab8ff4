// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the most similar of some names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bpf {

[[nodiscard]] std::string lower(std::string_view text);

// The candidate with the fewest edits (insert, delete, replace, swap of neighbours; case does not count) to `name`, if there
// are at most a third of its length, at least 2; else empty.
[[nodiscard]] std::string most_similar(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace bpf
