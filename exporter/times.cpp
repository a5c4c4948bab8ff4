// SPDX-License-Identifier: Apache-2.0
// First and last packet in other units than those they are held in (RFC 7011 sections 6.1.7 to 6.1.10). The value stays the same
// nanoseconds: unit and form are those of the field that shows it.
#include "exporter/makers.hpp"

namespace exporter {
namespace {

Maker time_at(std::optional<std::size_t> offset) {
    return [offset](const Record& record, std::byte* out) {
        store(out, offset ? load<std::uint64_t>(record.bytes + *offset) : std::uint64_t{0});
    };
}

Maker start(const bpf::Layout& held, Sources&) { return time_at(time_offsets(held).start); }
Maker end(const bpf::Layout& held, Sources&) { return time_at(time_offsets(held).end); }

constexpr NamedMaker kMakers[] = {
    {"FLOW_START_SEC", start}, {"FLOW_START_MICROSECONDS", start}, {"flowStartNanoseconds", start},
    {"FLOW_END_SEC", end},     {"FLOW_END_MICROSECONDS", end},     {"flowEndNanoseconds", end},
};

}  // namespace

std::span<const NamedMaker> time_makers() { return kMakers; }

}  // namespace exporter
