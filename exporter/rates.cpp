// SPDX-License-Identifier: Apache-2.0
// How fast flows were: layer 3 octets by the time from their first to their last packet, and of single seconds (bpf/state/seconds.h).
#include <algorithm>
#include <limits>

#include "exporter/makers.hpp"

namespace exporter {
namespace {

__extension__ using Wide = unsigned __int128;  // octets in bits by nanoseconds a second: beyond 64 bits from 2.3 GB on

constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;

// The largest number of the type where it is more; 0 of a flow without a duration, whose rate nobody knows.
template <class Number, std::uint64_t kUnitsPerOctet>
Maker average(const bpf::Layout& held, Sources&) {
    const TimeOffsets times = time_offsets(held);
    const bpf::Member* octets = held.find("IN_BYTES");
    if (!times.start || !times.end || octets == nullptr) return [](const Record&, std::byte* out) { store(out, Number{0}); };
    return [start = *times.start, end = *times.end, amount = octets->offset](const Record& record, std::byte* out) {
        const auto first = load<std::uint64_t>(record.bytes + start), last = load<std::uint64_t>(record.bytes + end);
        Wide rate = 0;
        if (last > first)
            rate = Wide{load<std::uint64_t>(record.bytes + amount)} * kUnitsPerOctet * kNanosecondsPerSecond / (last - first);
        store(out, static_cast<Number>(std::min<Wide>(rate, std::numeric_limits<Number>::max())));
    };
}

std::uint32_t bits(std::uint64_t octets) {
    return static_cast<std::uint32_t>(std::min<Wide>(Wide{octets} * 8, std::numeric_limits<std::uint32_t>::max()));
}

Maker fastest(const bpf::Layout& held, Sources&) {
    return [from = held.find("SECOND_OCTETS_MAX")->offset](const Record& record, std::byte* out) {
        store(out, bits(load<std::uint64_t>(record.bytes + from)));
    };
}

Maker slowest(const bpf::Layout& held, Sources&) {
    const std::size_t least = held.find("SECOND_OCTETS_MIN")->offset, most = held.find("SECOND_OCTETS_MAX")->offset;
    return [=](const Record& record, std::byte* out) {
        const auto octets = load<std::uint64_t>(record.bytes + least);
        const bool is_none = octets == std::numeric_limits<std::uint64_t>::max();
        store(out, bits(is_none ? load<std::uint64_t>(record.bytes + most) : octets));
    };
}

constexpr NamedMaker kMakers[] = {
    {"SRC_TO_DST_AVG_THROUGHPUT", average<std::uint32_t, 8>},
    {"SRC_TO_DST_SECOND_BYTES", average<std::uint64_t, 1>},
    {"SRC_TO_DST_MAX_THROUGHPUT", fastest},
    {"SRC_TO_DST_MIN_THROUGHPUT", slowest},
};

}  // namespace

std::span<const NamedMaker> rate_makers() { return kMakers; }

}  // namespace exporter
