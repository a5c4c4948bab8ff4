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
        options,         // data that is not flows: what the exporter tells of itself (options.hpp)
        withdrawal,      // templates that are no longer used (RFC 7011 section 8.1); over connections alone
    };
    Kind kind = Kind::data;
    std::uint32_t records = 0;      // data records: flows, or those of options
    std::vector<std::byte> octets;  // as encoded: number and time in its header are not yet those of a message that leaves
    std::uint64_t flow_packets = 0, flow_octets = 0;  // in its flows, where IN_PKTS and IN_BYTES are held
    std::uint64_t flow = 0;                           // flow_hash() of its record, where messages have one record each; else 0
};
using SharedMessage = std::shared_ptr<const Message>;

// Of flows; those of options have none.
[[nodiscard]] inline std::uint32_t flows_in(const Message& message) {
    return message.kind == Message::Kind::data ? message.records : 0;
}

[[nodiscard]] inline bool has_templates(const Message& message) {
    using Kind = Message::Kind;
    return message.kind == Kind::new_templates || message.kind == Kind::templates || message.kind == Kind::more_templates;
}

}  // namespace exporter
