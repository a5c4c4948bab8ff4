// SPDX-License-Identifier: Apache-2.0
// What the sequence numbers of a stream of messages tell (RFC 7011 section 3.1): how many records never came.
#pragma once

#include <cstdint>
#include <optional>

namespace probe::collect {

struct SequenceCounters {
    std::uint64_t gaps = 0;      // messages that came with a number ahead of what was due
    std::uint64_t missing = 0;   // records that these gaps amount to, less those that came late
    std::uint64_t late = 0;      // messages that were overtaken, or came twice
    std::uint64_t restarts = 0;  // numbers far behind: the exporter began anew

    SequenceCounters& operator+=(const SequenceCounters& other);
};

// One stream: the messages of one observation domain in one transport session.
class SequenceCheck {
 public:
    // How many records a message may come late before it counts as a restart.
    static constexpr std::uint32_t kMostLate = 65'536;

    // A message whose header says `sequence`. `records`: data records in it, of options too; nothing if that is not known,
    // because their template is not: then the next message begins anew, and what is missing between the two stays unknown.
    void on_message(std::uint32_t sequence, std::optional<std::uint32_t> records);

    [[nodiscard]] const SequenceCounters& counters() const { return counters_; }

 private:
    std::optional<std::uint32_t> due_;  // of the next message
    SequenceCounters counters_;
};

}  // namespace probe::collect
