// SPDX-License-Identifier: Apache-2.0
// `xdpflow read`: frames of capture files through an engine into flows, on the clock of the frames.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probe/offline/engine.hpp"
#include "probe/session/flows.hpp"
#include "probe/session/statistics.hpp"

namespace probe {

// How far packet time may advance before the tables are drained: timeouts are right within this.
inline constexpr std::chrono::nanoseconds kOfflineInterval = std::chrono::seconds(1);

class ReadSession {
 public:
    // All must outlive the session. `stopped` is asked now and then; true ends the reading as if the files ended there.
    ReadSession(Engine& engine, Flows& flows, std::function<bool()> stopped)
        : engine_(engine),
          flows_(flows),
          stopped_(std::move(stopped)) {}

    // Meters one file; flows go on from the file before. After a failure, what was read so far is still in the tables.
    Result<> read(const std::string& path);
    // Drains and exports everything.
    void finish();

    [[nodiscard]] std::uint64_t unsupported() const { return unsupported_; }
    [[nodiscard]] std::uint64_t drains() const { return drains_; }
    [[nodiscard]] std::uint64_t records() const { return records_; }

 private:
    void drain();
    void look_around(std::uint64_t time_ns);

    Engine& engine_;
    Flows& flows_;
    std::function<bool()> stopped_;
    std::uint32_t interface_ = 0;         // of the frame before
    std::optional<std::uint16_t> point_;  // and its number; none before the first frame
    std::uint64_t now_ns_ = 0;            // the latest time seen
    std::uint64_t next_drain_ns_ = 0;     // in packet time
    std::uint64_t unsupported_ = 0, drains_ = 0, records_ = 0, since_drain_ = 0;
};

}  // namespace probe
