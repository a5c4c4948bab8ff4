// SPDX-License-Identifier: Apache-2.0
#include "bpf/similar.hpp"

#include <algorithm>

namespace bpf {

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& letter : result)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return result;
}

// Optimal string alignment distance, three rows at a time.
static std::size_t edits(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); j++) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); i++) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); j++) {
            const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

std::string most_similar(std::string_view name, const std::vector<std::string>& candidates) {
    if (name.size() > 64) return {};
    const std::string wanted = lower(name);
    std::size_t best = std::max<std::size_t>(2, wanted.size() / 3) + 1;
    std::string result;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = edits(wanted, lower(candidate));
        if (distance < best) {
            best = distance;
            result = candidate;
        }
    }
    return result;
}

}  // namespace bpf
