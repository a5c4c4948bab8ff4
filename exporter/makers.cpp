// SPDX-License-Identifier: Apache-2.0
#include "exporter/makers.hpp"

#include <utility>

namespace exporter {
namespace {

// 0 where nothing came back.
Maker maker_of_reverse(const bpf::Feature& feature, const bpf::Layout& held, Sources& sources) {
    const std::size_t octets = bpf::size_of(feature);
    if (const MakeMaker make = find_maker(feature.reverse_of)) {
        return [of_one_direction = make(held, sources), octets](const Record& record, std::byte* out) {
            if (record.reverse == nullptr) std::memset(out, 0, octets);
            if (record.reverse != nullptr) of_one_direction(reversed(record), out);
        };
    }
    const bpf::Member* member = held.find(feature.needs.front());
    if (member == nullptr) return {};
    return [offset = member->offset, octets](const Record& record, std::byte* out) {
        if (record.reverse == nullptr) std::memset(out, 0, octets);
        if (record.reverse != nullptr) std::memcpy(out, record.reverse + offset, octets);
    };
}

}  // namespace

MakeMaker find_maker(std::string_view feature_name) {
    for (const auto& makers :
         {address_makers(), arrival_makers(), copy_makers(), direction_makers(), duration_makers(), latency_makers(),
          payload_makers(), probe_makers(), rate_makers(), route_makers(), service_makers(), time_makers()})
        for (const NamedMaker& maker : makers)
            if (maker.feature == feature_name) return maker.make;
    return nullptr;
}

Maker maker_for(const bpf::Feature& feature, const bpf::Layout& held, Sources& sources) {
    if (!feature.reverse_of.empty()) return maker_of_reverse(feature, held, sources);
    const MakeMaker make = find_maker(feature.name);
    return make != nullptr ? make(held, sources) : Maker{};
}

Record reversed(const Record& record) {
    Record other = record;
    std::swap(other.bytes, other.reverse);
    std::swap(other.context.point, other.context.reverse_point);
    other.is_reverse = !record.is_reverse;
    return other;
}

}  // namespace exporter
