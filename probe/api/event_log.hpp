// SPDX-License-Identifier: Apache-2.0
// What happens to the probe, as it happens: interfaces that come and go, collectors that are away, losses. The latest are kept, so
// that a client who was away for a moment misses nothing. For any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "probe/api/problem.hpp"

namespace probe::api {

struct Event {
    std::uint64_t number = 0;  // 1, 2, …
    std::string kind;          // "interface", "collector", "loss", "change", "refused_change", "policy"
    std::string text;          // JSON on one line, without its end

    // As server-sent events have it (WHATWG HTML, section 9.2).
    [[nodiscard]] std::string stream_text() const;
};

class EventLog {
 public:
    static constexpr std::size_t kMostKept = 1024;

    // {"time":"2026-11-20T10:11:12.345Z", …}: the time of now, and what is given.
    void add(const std::string& kind, const Json& what);

    // Those with larger numbers, in their order. What is not kept any more is told as one event "missed", {"events":N}.
    [[nodiscard]] std::vector<Event> after(std::uint64_t number) const;
    [[nodiscard]] std::uint64_t last() const;

    // Called after each event, on the thread that adds it; it must return at once.
    void on_event(std::function<void()> call);

 private:
    mutable std::mutex mutex_;
    std::deque<Event> kept_;
    std::uint64_t last_ = 0;
    std::function<void()> call_;
};

// "2026-11-20T10:11:12.345Z"
[[nodiscard]] std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace probe::api
