// SPDX-License-Identifier: Apache-2.0
#include "exporter/netflow5_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace exporter {
namespace {

struct Place {
    std::uint16_t id;      // of the field that stands here; 0: padding
    std::uint16_t octets;  // on the wire
    std::uint16_t most;    // that a record may hold; what does not fit is the encoder's to see
};

constexpr std::uint16_t kFirst = 22, kLast = 21;

constexpr std::array kPlaces{
    Place{8, 4, 4},  Place{12, 4, 4}, Place{15, 4, 4},                   // addresses of source, destination and next hop
    Place{10, 2, 4}, Place{14, 2, 4},                                    // interfaces
    Place{2, 4, 8},  Place{1, 4, 8},                                     // packets, octets
    Place{22, 4, 8}, Place{21, 4, 8},                                    // times
    Place{7, 2, 2},  Place{11, 2, 2},                                    // ports
    Place{0, 1, 1},  Place{6, 1, 1},  Place{4, 1, 1},  Place{5, 1, 1},   // TCP flags, protocol, type of service
    Place{16, 2, 4}, Place{17, 2, 4}, Place{9, 1, 1},  Place{13, 1, 1},  // AS numbers, prefix lengths
    Place{0, 2, 2},
};

std::uint16_t number_of(const bpf::Feature& feature) {
    if (feature.pen != 0) return 0;
    if (feature.id == 152) return kFirst;
    if (feature.id == 153) return kLast;
    return feature.id;
}

const Place* place_of(const bpf::Feature& feature) {
    const std::uint16_t id = number_of(feature);
    const auto* place = std::find_if(kPlaces.begin(), kPlaces.end(), [&](const Place& one) { return one.id == id; });
    return id == 0 || place == kPlaces.end() ? nullptr : place;
}

tl::unexpected<Error> refuse(const bpf::Feature& feature, const std::string& why) {
    if (!feature.reverse_of.empty())
        return fail(
            fmt::format("NetFlow v5 {} {}; set split_biflow, which sends a record for each direction, leave it out of the "
                        "fields, or use netflow9 or ipfix",
                        why, feature.name));
    return fail(fmt::format("NetFlow v5 {} {}; leave it out of the fields, or use netflow9 or ipfix", why, feature.name));
}

// The field as it stands in its place.
Result<WireField> placed(const bpf::Layout& layout, const bpf::Column& column) {
    const bpf::Feature& feature = *column.feature;
    const Place* place = place_of(feature);
    auto field = wire_field(layout, column, Numbers::asked);
    if (place == nullptr || !field) return refuse(feature, "has no place for");
    const std::size_t octets = bpf::size_of(field->feature->type);
    const bool is_time = field->feature->type == bpf::Type::time_ns && field->form != WireForm::computed;
    const bool is_narrowed =
        octets == place->most && (field->form == WireForm::swap || (field->form == WireForm::computed && place->octets == 2));
    const bool fits = place->id == kFirst || place->id == kLast ? is_time : !is_time && (octets == place->octets || is_narrowed);
    if (!fits) return refuse(feature, "has a place of another width or form for");
    if (is_time) field->form = WireForm::uptime;
    field->pen = 0;
    field->id = place->id;
    field->length = place->octets;
    return *field;
}

}  // namespace

Result<std::vector<WireField>> netflow5_fields(const bpf::Layout& layout) {
    std::array<WireField, kPlaces.size()> places;
    for (std::size_t i = 0; i < kPlaces.size(); ++i) {
        places[i].form = WireForm::zero;
        places[i].length = kPlaces[i].octets;
    }
    for (const bpf::Column& column : layout.columns) {
        const auto field = placed(layout, column);
        if (!field) return tl::unexpected(field.error());
        WireField& place = places[static_cast<std::size_t>(place_of(*column.feature) - kPlaces.data())];
        if (place.form == WireForm::zero) place = *field;
    }
    return std::vector<WireField>(places.begin(), places.end());
}

Result<> check_netflow5_siblings(const bpf::Layout& ipv6, const bpf::Layout& ipv4) {
    for (const bpf::Column& column : ipv6.columns) {
        const std::string& sibling = column.feature->sibling;
        const bool is_address = !sibling.empty() && std::any_of(ipv4.columns.begin(), ipv4.columns.end(), [&](const auto& other) {
            return other.feature->name == sibling;
        });
        if (is_address) continue;
        if (auto field = placed(ipv6, column); !field) return tl::unexpected(field.error());
    }
    return {};
}

}  // namespace exporter
