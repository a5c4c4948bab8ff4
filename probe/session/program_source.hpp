// SPDX-License-Identifier: Apache-2.0
// Plan -> object, through text, cache and compiler, with errors that point into the user's own fragment.
#pragma once

#include <string>

#include "probe/compile/object_cache.hpp"
#include "probe/compose/source_text.hpp"

namespace probe {

// The object that meters this plan. A compile error in a fragment names its file, line and column.
[[nodiscard]] Result<std::string> object_of(const Plan& plan, Source source, Machine machine,
                                            const ObjectCache& cache = ObjectCache(), Place place = {});

// The same for live interfaces, in less time where it has to be compiled.
[[nodiscard]] Result<ObjectCache::QuickObject> quick_object_of(const Plan& plan, const ObjectCache& cache, Place place);

}  // namespace probe
