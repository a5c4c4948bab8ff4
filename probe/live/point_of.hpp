// SPDX-License-Identifier: Apache-2.0
// The point of packets that enter or leave an interface.
#pragma once

#include "exporter/points.hpp"
#include "probe/load/interface.hpp"

namespace probe {

[[nodiscard]] inline exporter::Point point_of(const Interface& interface, Direction direction) {
    return direction == Direction::in ? exporter::Point{.input = interface.index}
                                      : exporter::Point{.output = interface.index, .direction = 1};
}

}  // namespace probe
