// SPDX-License-Identifier: Apache-2.0
#include "exporter/computed.hpp"

namespace exporter {
namespace {

struct Computed {
    std::string_view name;
    ComputedValue value;
};

// Where answers came in at another interface, packets left by it, as far as routes are the same in both directions.
std::uint64_t output_of(const Record& record) {
    const Point &here = record.context.point, &there = record.context.reverse_point;
    return here.output != 0 || there.input == here.input ? here.output : there.input;
}

// 0 is what RFC 3954 section 8 and IANA have for interfaces and AS numbers that are not known.
constexpr Computed kComputed[] = {
    {"FLOW_END_REASON", [](const Record& record) { return static_cast<std::uint64_t>(record.reason); }},
    {"INPUT_SNMP", [](const Record& record) { return static_cast<std::uint64_t>(record.context.point.input); }},
    {"OUTPUT_SNMP", output_of},
    {"DIRECTION", [](const Record& record) { return static_cast<std::uint64_t>(record.context.point.direction); }},
    {"PACKET_SECTION_OFFSET", [](const Record&) { return std::uint64_t{0}; }},
    {"SRC_AS", [](const Record&) { return std::uint64_t{0}; }},
    {"DST_AS", [](const Record&) { return std::uint64_t{0}; }},
};

}  // namespace

ComputedValue find_computed(std::string_view feature_name) {
    for (const Computed& computed : kComputed) {
        if (computed.name == feature_name) return computed.value;
    }
    return nullptr;
}

}  // namespace exporter
