// SPDX-License-Identifier: Apache-2.0
// Times in NetFlow v9 and v5 (RFC 3954 section 8, FIRST_SWITCHED): milliseconds since the boot of the exporter, a moment that a
// collector learns from each message's header, which holds the time and the uptime of one moment.
//
// A boot of our own choice makes this exact for flows of any age: an hour before the start of the encoder, which is before all flows
// of live traffic, or, where a flow does not lie within 2^31 ms (24.8 days) behind it (a capture of last year, a long run), an hour
// before that flow. It is a whole second, see header_stamp.hpp. No clock is read here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "exporter/record.hpp"
#include "exporter/wire.hpp"

namespace exporter {

// Earliest and latest of some times of one flow, in milliseconds since 1970.
struct FlowTimes {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

// Where records hold what is sent as uptime: offsets of time_ns.
using UptimeOffsets = std::vector<std::uint16_t>;
[[nodiscard]] UptimeOffsets uptime_offsets(const std::vector<WireField>& fields);

// offsets: at least one.
[[nodiscard]] FlowTimes flow_times(const UptimeOffsets& offsets, const Record& record);

class NetflowClock {
 public:
    explicit NetflowClock(std::chrono::system_clock::time_point start);

    // What uptimes count from, in milliseconds since 1970; a whole second, never before 1970.
    [[nodiscard]] std::int64_t boot_ms() const { return boot_ms_; }

    // Whether the flow may go into a message with this boot.
    [[nodiscard]] bool holds(const FlowTimes& times) const { return times.first >= boot_ms_ && times.last < boot_ms_ + kRange; }

    // Chooses the boot for this flow; no message may be under way.
    void move(const FlowTimes& times);

    // Whether both times can be sent. Else the flow lasted longer than 2^32 ms (49.7 days), or ended after the year 2106: its first
    // time is sent as early as possible, or its last one as late.
    [[nodiscard]] bool is_exact(const FlowTimes& times) const;

    // Writes uptime and time into a header (octets 4 to 12): the second behind `latest_ms`, the latest uptime in the message. A
    // message without any (kNone) gets uptime 0, which tells HeaderStamp that nothing in it counts from the boot.
    static constexpr std::int64_t kNone = -1;
    void put_moment(std::span<std::byte> header, std::int64_t latest_ms) const;

 private:
    static constexpr std::int64_t kRange = std::int64_t{1} << 31;

    std::int64_t boot_ms_;
};

}  // namespace exporter
