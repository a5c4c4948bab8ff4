// SPDX-License-Identifier: Apache-2.0
// How long flows lasted: from their first to their last packet (RFC 5102 sections 5.9.12 and 5.9.13).
#include <algorithm>
#include <limits>

#include "exporter/makers.hpp"

namespace exporter {
namespace {

// Of which packets: of one direction, or of both where they are joined.
enum class Of : std::uint8_t { one_direction, flow };

// In units of so many nanoseconds, cut off; at most what 32 bits hold.
template <std::uint64_t kNanoseconds, Of kOf = Of::flow>
Maker duration(const bpf::Layout& held, Sources& /*sources*/) {
    const TimeOffsets times = time_offsets(held);
    return [times](const Record& record, std::byte* out) {
        std::uint64_t length = 0;
        if (times.start && times.end) {
            auto start = load<std::uint64_t>(record.bytes + *times.start), end = load<std::uint64_t>(record.bytes + *times.end);
            if (kOf == Of::flow && record.reverse != nullptr) {
                start = std::min(start, load<std::uint64_t>(record.reverse + *times.start));
                end = std::max(end, load<std::uint64_t>(record.reverse + *times.end));
            }
            length = std::max(end, start) - start;
        }
        constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
        store(out, static_cast<std::uint32_t>(std::min(length / kNanoseconds, kMost)));
    };
}

constexpr NamedMaker kMakers[] = {
    {"FLOW_DURATION_MILLISECONDS", duration<1'000'000>},
    {"FLOW_DURATION_MICROSECONDS", duration<1'000>},
    {"DURATION_IN", duration<1'000'000, Of::one_direction>},
};

}  // namespace

std::span<const NamedMaker> duration_makers() { return kMakers; }

}  // namespace exporter
