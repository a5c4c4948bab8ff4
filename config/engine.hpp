// SPDX-License-Identifier: Apache-2.0
// "TYPE:ID": what NetFlow calls the engine that switched the packets of a flow (nProbe's -E).
#pragma once

#include <cstdint>
#include <string_view>

#include "bpf/result.hpp"

namespace config {

struct Engine {
    std::uint8_t type = 0, id = 0;
};

[[nodiscard]] Result<Engine> parse_engine(std::string_view text);

}  // namespace config
