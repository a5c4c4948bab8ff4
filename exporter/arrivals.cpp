// SPDX-License-Identifier: Apache-2.0
// Times between packets, of what the program adds up of them: bpf/state/gaps.h, bpf/features/arrival_gap*.h.
#include <algorithm>
#include <cmath>
#include <limits>

#include "exporter/makers.hpp"

namespace exporter {
namespace {

constexpr std::uint64_t kNanoseconds = 1'000'000;  // of a millisecond
constexpr double kCoarseUnit = 1'024e-6;           // of ARRIVAL_GAP_COARSE_SUM, in milliseconds
constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

void store_milliseconds(std::byte* out, std::uint64_t milliseconds) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
    store(out, static_cast<std::uint32_t>(std::min(milliseconds, kMost)));
}

Maker shortest(const bpf::Layout& held, Sources&) {
    return [from = held.find("ARRIVAL_GAP_MIN")->offset](const Record& record, std::byte* out) {
        const auto gap = load<std::uint64_t>(record.bytes + from);
        store_milliseconds(out, gap == kNone ? 0 : gap / kNanoseconds);
    };
}

Maker longest(const bpf::Layout& held, Sources&) {
    return [from = held.find("ARRIVAL_GAP_MAX")->offset](const Record& record, std::byte* out) {
        store_milliseconds(out, load<std::uint64_t>(record.bytes + from) / kNanoseconds);
    };
}

Maker average(const bpf::Layout& held, Sources&) {
    const std::size_t gaps = held.find("ARRIVAL_GAPS")->offset, sum = held.find("ARRIVAL_GAP_SUM")->offset;
    return [=](const Record& record, std::byte* out) {
        const std::uint64_t count = load<std::uint32_t>(record.bytes + gaps);
        store_milliseconds(out, count == 0 ? 0 : load<std::uint64_t>(record.bytes + sum) / count / kNanoseconds);
    };
}

// Mean of the squares less the square of the mean: both of the same coarse numbers, so that little is left of equal gaps.
Maker deviation(const bpf::Layout& held, Sources&) {
    const std::size_t gaps = held.find("ARRIVAL_GAPS")->offset, sum = held.find("ARRIVAL_GAP_COARSE_SUM")->offset,
                      squares = held.find("ARRIVAL_GAP_SQUARES")->offset;
    return [=](const Record& record, std::byte* out) {
        const long double count = load<std::uint32_t>(record.bytes + gaps);
        if (count == 0) return store_milliseconds(out, 0);
        const long double mean = static_cast<long double>(load<std::uint64_t>(record.bytes + sum)) / count;
        const long double variance = static_cast<long double>(load<std::uint64_t>(record.bytes + squares)) / count - mean * mean;
        store_milliseconds(out, static_cast<std::uint64_t>(std::llround(std::sqrt(std::max(variance, 0.0L)) * kCoarseUnit)));
    };
}

constexpr NamedMaker kMakers[] = {
    {"SRC_TO_DST_IAT_MIN", shortest},
    {"SRC_TO_DST_IAT_MAX", longest},
    {"SRC_TO_DST_IAT_AVG", average},
    {"SRC_TO_DST_IAT_STDDEV", deviation},
};

}  // namespace

std::span<const NamedMaker> arrival_makers() { return kMakers; }

}  // namespace exporter
