// SPDX-License-Identifier: Apache-2.0
// When a program that is put in place has counted its first packet, while the thread that puts it there waits for the kernel.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <thread>

namespace probe {

class FirstPacket {
 public:
    using Time = std::chrono::steady_clock::time_point;
    // How often it looks.
    static constexpr std::chrono::microseconds kPause{200};

    // `frames` is what the program has counted, and is asked on a thread of its own until it is another number than now, or until the
    // answer of when() is wanted. What it refers to must live as long.
    explicit FirstPacket(const std::function<std::uint64_t()>& frames);
    ~FirstPacket() { (void)when(); }
    FirstPacket(const FirstPacket&) = delete;
    FirstPacket& operator=(const FirstPacket&) = delete;

    // The moment when the first packet was seen, at most kPause and what the scheduler makes of it after it came; none came until now:
    // nothing. Ends the looking.
    [[nodiscard]] std::optional<Time> when();

 private:
    std::atomic<bool> is_over_{false};
    std::optional<Time> seen_;
    std::thread looker_;
};

}  // namespace probe
