// SPDX-License-Identifier: Apache-2.0
#include "exporter/element_types.hpp"

#include <fixbuf/public.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

namespace exporter {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestDescription = 160;

// IANA's "IPFIX Information Element Semantics".
std::uint64_t semantics_of(bpf::Role role) {
    switch (role) {
        case bpf::Role::sum: return 3;     // deltaCounter
        case bpf::Role::bit_or: return 5;  // flags
        case bpf::Role::key: return 4;     // identifier
        case bpf::Role::min:
        case bpf::Role::max: return 1;  // quantity
        default: return 0;
    }
}

// IANA's "IPFIX Information Element Units", by their numbers.
std::uint64_t units_of(std::string_view unit) {
    constexpr std::array<std::string_view, 15> kUnits = {
        "",         "bits",         "octets",       "packets",     "flows",
        "seconds",  "milliseconds", "microseconds", "nanoseconds", "4-octet words",
        "messages", "hops",         "entries",      "frames",      "ports"};
    const auto* found = std::find(kUnits.begin(), kUnits.end(), unit);
    return found == kUnits.end() ? 0 : static_cast<std::uint64_t>(std::distance(kUnits.begin(), found));
}

OptionsRow row_of(const WireField& field) {
    const bpf::Feature& feature = *field.feature;
    const std::string& name = feature.element.empty() ? feature.name : feature.element;
    return {std::uint64_t{field.pen},
            std::uint64_t{field.id},
            std::uint64_t{data_type_of(field)},
            semantics_of(feature.reverse_of.empty() ? feature.role : feature.reverse_role),
            units_of(feature.unit),
            std::uint64_t{0},
            std::uint64_t{0},
            cut_text(name, kLongestName),
            cut_text(feature.description, kLongestDescription)};
}

}  // namespace

std::uint8_t data_type_of(const WireField& field) {
    switch (field.form) {
        case WireForm::seconds: return FB_DT_SEC;
        case WireForm::milliseconds: return FB_DT_MILSEC;
        case WireForm::microseconds: return FB_DT_MICROSEC;
        case WireForm::nanoseconds: return FB_DT_NANOSEC;
        default: break;
    }
    switch (field.feature->type) {
        case bpf::Type::u8: return FB_UINT_8;
        case bpf::Type::u16:
        case bpf::Type::be16: return FB_UINT_16;
        case bpf::Type::u32:
        case bpf::Type::be24:
        case bpf::Type::be32: return FB_UINT_32;
        case bpf::Type::ipv4: return FB_IP4_ADDR;
        case bpf::Type::ipv6: return FB_IP6_ADDR;
        case bpf::Type::mac: return FB_MAC_ADDR;
        case bpf::Type::string: return FB_STRING;
        case bpf::Type::octets: return FB_OCTET_ARRAY;
        default: return FB_UINT_64;
    }
}

const OptionsTable& element_types_table() {
    static const OptionsTable table{{{346, 4},                 // privateEnterpriseNumber
                                     {303, 2},                 // informationElementId
                                     {339, 1},                 // informationElementDataType
                                     {344, 1},                 // informationElementSemantics
                                     {345, 2},                 // informationElementUnits
                                     {342, 8},                 // informationElementRangeBegin
                                     {343, 8},                 // informationElementRangeEnd
                                     {341, kVariableLength},   // informationElementName
                                     {340, kVariableLength}},  // informationElementDescription
                                    2};
    return table;
}

std::vector<OptionsRow> element_types(const std::vector<std::vector<WireField>>& tables) {
    std::vector<OptionsRow> rows;
    std::set<std::pair<std::uint32_t, std::uint16_t>> seen;
    for (const std::vector<WireField>& fields : tables)
        for (const WireField& field : fields)
            if (field.pen != 0 && field.pen != kReverseEnterprise && seen.emplace(field.pen, field.id).second)
                rows.push_back(row_of(field));
    return rows;
}

}  // namespace exporter
