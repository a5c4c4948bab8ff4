// SPDX-License-Identifier: Apache-2.0
#include "exporter/point_changes.hpp"

#include <cstring>

namespace exporter {
namespace {

std::optional<std::size_t> offset_of(const bpf::Layout& held, const char* name) {
    const bpf::Member* member = held.find(name);
    return member ? std::optional(member->offset) : std::nullopt;
}

}  // namespace

PointChanges::PointChanges(const bpf::Layout& held, Sources& sources)
    : sources_(sources),
      source_(held, Side::source),
      destination_(held, Side::destination),
      source_mac_(offset_of(held, "IN_SRC_MAC")),
      destination_mac_(offset_of(held, "IN_DST_MAC")),
      has_rules_(!sources.interface_networks.empty() || !sources.interface_macs.empty()),
      has_direction_(sources.has("local_traffic_direction") && destination_.is_held()),
      are_none_(!has_rules_ && !has_direction_ && !(sources.has("route_lookup") && destination_.is_held())) {}

// The MAC says it more exactly than the network: behind a router all networks have its MAC.
std::optional<std::uint32_t> PointChanges::ruled(const Record& record, const HeldAddress& address,
                                                 std::optional<std::size_t> mac) const {
    if (mac && !sources_.interface_macs.empty()) {
        config::Mac octets;
        std::memcpy(octets.data(), record.bytes + *mac, octets.size());
        if (const auto found = sources_.interface_macs.find(octets); found != sources_.interface_macs.end()) return found->second;
    }
    if (!address.is_held()) return std::nullopt;
    const auto match = sources_.interface_networks.find(address(record));
    return match ? std::optional(match->value) : std::nullopt;
}

Point PointChanges::operator()(const Record& record) const {
    Point point = record.context.point;
    if (has_rules_) {
        point.input = ruled(record, source_, source_mac_).value_or(point.input);
        point.output = ruled(record, destination_, destination_mac_).value_or(point.output);
    }
    if (sources_.route && destination_.is_held() && point.output == 0) point.output = sources_.route(destination_(record)).output;
    if (has_direction_) point.direction = sources_.local_networks.find(destination_(record)) ? 0 : 1;
    return point;
}

}  // namespace exporter
