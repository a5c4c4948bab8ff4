// SPDX-License-Identifier: Apache-2.0
// A message on its way to collectors, shared by all that get the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace exporter {

struct Message {
    enum class Kind : std::uint8_t {
        data,
        new_templates,   // nobody has seen them yet
        templates,       // sent again
        more_templates,  // the rest of the set of templates that the message before began
    };
    Kind kind = Kind::data;
    std::uint32_t records = 0;      // data records
    std::vector<std::byte> octets;  // as encoded: number and time in its header are not yet those of a message that leaves
};
using SharedMessage = std::shared_ptr<const Message>;

}  // namespace exporter
