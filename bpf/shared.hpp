// SPDX-License-Identifier: Apache-2.0
// bpf/shared.h as C++ sees it.
#pragma once

#include <linux/types.h>

namespace bpf::shared {
#include "bpf/fragments/shared.h"
#include "bpf/shared.h"
#include "bpf/state/shared.h"
static_assert(sizeof(counters) == 256 && sizeof(evictions) == 128 && sizeof(control) == 1320 && sizeof(settings) == 48 &&
              sizeof(state_settings) == 16 && sizeof(forgotten) == 128 && sizeof(first_fragment) == 64 &&
              sizeof(fragment_counts) == 128);
}  // namespace bpf::shared
