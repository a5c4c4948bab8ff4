// SPDX-License-Identifier: Apache-2.0
#include "probe/session/program_source.hpp"

#include "probe/compose/origin.hpp"

namespace probe {

namespace {

// Where an error is in a fragment.
Error in_fragment(const Plan& plan, const std::string& text, Error error) {
    if (error.line == 0) return error;
    if (const auto origin = origin_of(plan, text, error.line)) {
        error.file = origin->file;
        error.line = origin->line;
    }
    return error;
}

}  // namespace

Result<std::string> object_of(const Plan& plan, Source source, Machine machine, const ObjectCache& cache, Place place) {
    const std::string text = compose(plan, source, place);
    auto object = cache.object(text, machine);
    return object ? object : tl::unexpected(in_fragment(plan, text, object.error()));
}

Result<ObjectCache::QuickObject> quick_object_of(const Plan& plan, const ObjectCache& cache, Place place) {
    const std::string text = compose(plan, Source::live, place);
    auto object = cache.quick_object(text);
    return object ? object : tl::unexpected(in_fragment(plan, text, object.error()));
}

}  // namespace probe
