// SPDX-License-Identifier: Apache-2.0
// How packets were chosen, as collectors are told.
#pragma once

#include <cstdint>

namespace exporter {

// none: every packet is metered; count: every Nth (RFC 5475 section 5.1); random: each with probability 1/N (section 5.2.2.1); flows:
// every packet of flows that are chosen with probability 1/N (RFC 7014 section 5.1).
enum class SamplingMethod : std::uint8_t { none = 0, count = 1, random = 2, flows = 3 };

}  // namespace exporter
