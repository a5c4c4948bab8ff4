// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/read_session.hpp"

#include "probe/load/drain.hpp"
#include "probe/offline/capture_reader.hpp"

namespace probe {

// A log holds 16,384 records and is looked at this often, so that it never fills in between.
constexpr std::uint64_t kFramesBetweenLooks = 1024;

void ReadSession::drain() {
    ProgramMemory& memory = engine_.memory();
    const auto take = [&](std::uint32_t table, const std::byte* record) { flows_.take(table, record, now_ns_); };
    const std::uint64_t records = probe::drain(memory, 0, take);
    drains_++;
    records_ += records;
    since_drain_ = 0;
    if (records > memory.tables.front().slots / 2) engine_.grow();
}

// Before a frame of this time is metered: whether time has advanced so far that timeouts must be looked at.
void ReadSession::look_around(std::uint64_t time_ns) {
    if (since_drain_ > 0) drain();  // what lies in the tables is not newer than the time before this frame
    now_ns_ = time_ns;
    flows_.advance(now_ns_);
    next_drain_ns_ = now_ns_ + static_cast<std::uint64_t>(kOfflineInterval.count());
}

Result<> ReadSession::read(const std::string& path) {
    auto reader = CaptureReader::open(path);
    if (!reader) return tl::unexpected(reader.error());
    Frame frame;
    NextFrame next = NextFrame::end;
    while ((next = reader->next(frame)) == NextFrame::frame) {
        if (frame.time_ns >= next_drain_ns_) look_around(frame.time_ns);
        if (frame.time_ns > now_ns_) now_ns_ = frame.time_ns;
        if (!point_ || frame.interface != interface_) {
            interface_ = frame.interface;
            point_ = flows_.points().take({.input = interface_});
            if (!point_) return fail(path + ": its frames are of more than 65,536 interfaces; do not ask for INPUT_SNMP");
        }
        if (!engine_.meter(frame, *point_)) return tl::unexpected(engine_.error());
        if (++since_drain_ % kFramesBetweenLooks != 0) continue;
        if (is_log_half_full(engine_.memory(), 0)) drain();
        if (stopped_()) break;
    }
    unsupported_ += reader->unsupported();
    if (next == NextFrame::failed) return tl::unexpected(reader->error());
    return {};
}

void ReadSession::finish() {
    drain();
    flows_.advance(now_ns_);
    flows_.flush();
}

}  // namespace probe
