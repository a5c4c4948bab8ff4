// SPDX-License-Identifier: Apache-2.0
// Fields that show the value of another one under a number of their own: IANA has two where middleboxes may change a header, a probe
// sees one.
#include <cstring>

#include "exporter/makers.hpp"

namespace exporter {
namespace {

struct Copied {
    static constexpr char in_destination_mac[] = "IN_DST_MAC", in_source_mac[] = "IN_SRC_MAC", inner_vlan[] = "SRC_VLAN",
                          outer_vlan[] = "DOT1Q_SRC_VLAN";
};

template <const char* kName>
Maker copy(const bpf::Layout& held, Sources& /*sources*/) {
    const bpf::Member* member = held.find(kName);
    const std::size_t offset = member ? member->offset : 0, octets = member ? bpf::size_of(*member->feature) : 0;
    return [offset, octets](const Record& record, std::byte* out) { std::memcpy(out, record.bytes + offset, octets); };
}

constexpr NamedMaker kMakers[] = {
    {"OUT_DST_MAC", copy<Copied::in_destination_mac>},
    {"OUT_SRC_MAC", copy<Copied::in_source_mac>},
    {"DST_VLAN", copy<Copied::inner_vlan>},
    {"DOT1Q_DST_VLAN", copy<Copied::outer_vlan>},
};

}  // namespace

std::span<const NamedMaker> copy_makers() { return kMakers; }

}  // namespace exporter
