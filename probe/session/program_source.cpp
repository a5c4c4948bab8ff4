// SPDX-License-Identifier: Apache-2.0
#include "probe/session/program_source.hpp"

#include "probe/compose/origin.hpp"

namespace probe {

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
