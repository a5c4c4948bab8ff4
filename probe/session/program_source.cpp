// SPDX-License-Identifier: Apache-2.0
#include "probe/session/program_source.hpp"

#include <algorithm>

namespace probe {

template <class Part>
static std::optional<Origin> origin_in(const Part& part, const std::string& text, int line) {
    const std::size_t at = part.code.empty() ? std::string::npos : text.find(part.code);
    if (at == std::string::npos) return std::nullopt;
    const auto lines = [](auto begin, auto end) { return static_cast<int>(std::count(begin, end, '\n')); };
    const int first = 1 + lines(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at));
    const int last = first + lines(part.code.begin(), part.code.end());
    if (line < first || line > last) return std::nullopt;
    return Origin{part.origin, part.code_line + line - first};
}

std::optional<Origin> origin_of(const Plan& plan, const std::string& text, int line) {
    for (const bpf::Layout& layout : plan.layouts.tables)
        for (const bpf::Member& member : layout.members)
            if (auto origin = origin_in(*member.feature, text, line)) return origin;
    for (const bpf::Dropper* dropper : plan.droppers)
        if (auto origin = origin_in(*dropper, text, line)) return origin;
    return std::nullopt;
}

Result<std::string> object_of(const Plan& plan, Source source, Machine machine, const ObjectCache& cache, Place place) {
    const std::string text = compose(plan, source, place);
    auto object = cache.object(text, machine);
    if (object || object.error().line == 0) return object;
    Error error = object.error();
    if (const auto origin = origin_of(plan, text, error.line)) {
        error.file = origin->file;
        error.line = origin->line;
    }
    return tl::unexpected(error);
}

}  // namespace probe
