// SPDX-License-Identifier: Apache-2.0
#include "probe/compose/origin.hpp"

#include <algorithm>

#include "bpf/embedded.hpp"

namespace probe {

static bool is_built_in(const std::string& file) {
    const auto texts = bpf::embedded_texts();
    return std::any_of(texts.begin(), texts.end(),
                       [&](const bpf::EmbeddedText& text) { return file == "bpf/" + std::string(text.path); });
}

template <class Part>
static std::optional<Origin> origin_in(const Part& part, const std::string& text, int line) {
    const std::size_t at = part.code.empty() ? std::string::npos : text.find(part.code);
    if (at == std::string::npos) return std::nullopt;
    const auto lines = [](auto begin, auto end) { return static_cast<int>(std::count(begin, end, '\n')); };
    const int first = 1 + lines(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at));
    const int last = first + lines(part.code.begin(), part.code.end());
    if (line < first || line > last) return std::nullopt;
    return Origin{part.origin, part.code_line + line - first, !is_built_in(part.origin)};
}

std::optional<Origin> origin_of(const Plan& plan, const std::string& text, int line) {
    for (const bpf::Layout& layout : plan.layouts.tables)
        for (const bpf::Member& member : layout.members)
            if (auto origin = origin_in(*member.feature, text, line)) return origin;
    for (const bpf::Dropper* dropper : plan.droppers)
        if (auto origin = origin_in(*dropper, text, line)) return origin;
    return std::nullopt;
}

}  // namespace probe
