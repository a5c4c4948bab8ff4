// SPDX-License-Identifier: Apache-2.0
// What waits for one collector, and the counters of what became of it: the part that all transports share. Between two threads: one
// pushes, the thread of the io_context takes.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "exporter/message_queue.hpp"
#include "exporter/transport.hpp"

namespace exporter {

class Outbox {
 public:
    using Deadline = std::chrono::steady_clock::time_point;

    Outbox(config::Collector collector, HeaderForm form, const TransportSettings& settings);

    // --- whoever gives messages: see Transport
    void push(SharedMessage message);
    void finish(Deadline deadline);
    // False: when the time was over, something still waited, and the collector was not known to be away.
    [[nodiscard]] bool wait_until_sent(Deadline deadline);
    // Likewise of what was handed over, whatever the state.
    void wait_until_told(Deadline deadline);
    [[nodiscard]] CollectorReport report() const;

    // --- whoever sends them
    [[nodiscard]] bool has_message() const;
    // Whether the oldest goes on with a set of templates that was begun.
    [[nodiscard]] bool has_more_templates() const;
    // The oldest, which stays where it is until sent(), keep() or lost() is called; nullptr: there is none.
    [[nodiscard]] SharedMessage take();
    void sent();                               // it is gone, and counted as sent
    void keep();                               // it waits on
    void lost(Amount CollectorCounters::*of);  // it is given up, and counted there
    // A message of templates that need not be sent by itself: its templates are in force.
    void skip();
    // The oldest leaves the queue; what became of it is told later, once. It counts as waiting until then. nullptr: there is none.
    [[nodiscard]] SharedMessage hand_over();
    void delivered(const Message& message);
    void undelivered(const Message& message, Amount CollectorCounters::*of);
    // For whoever needs long to send it: the oldest message, which is theirs now, to be counted by sent_again() or given_up() later.
    // nullptr: there is none. Until set_in_transit(false), finish() waits.
    [[nodiscard]] SharedMessage remove();
    void given_up(const Message& message);
    void set_in_transit(bool in_transit);
    // The templates that were sent last, which a receiver that knows none needs before the oldest message.
    [[nodiscard]] std::vector<SharedMessage> templates() const;
    // Such a message was sent, beside the queue.
    void sent_again(const Message& message);

    // What a message begins with if it is sent now and next.
    [[nodiscard]] HeaderStamp::Header header_of(const Message& message) const;

    // Changes the report: state, reason, addresses, counters.
    void update(const std::function<void(CollectorReport&)>& change);

 private:
    [[nodiscard]] bool is_away() const;
    [[nodiscard]] bool wait_until_sent(std::unique_lock<std::mutex>& lock, Deadline deadline);
    void give_up_front(std::unique_lock<std::mutex>& lock);
    void count_given_up(const Message& message);
    void count_sent(const Message& message);
    void take_back(const Message& message);
    void count_lost(Amount& lost, const Message& message);

    const TransportSettings settings_;
    mutable std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    MessageQueue queue_;
    HeaderStamp stamp_;
    CollectorReport report_;
    std::size_t handed_over_ = 0;  // messages
    std::uint64_t handed_over_flows_ = 0;
    bool in_flight_ = false;   // the front is being sent: nobody else may take it away
    bool stalled_ = false;     // push() has waited in vain
    bool in_transit_ = false;  // a message that was removed is on its way
};

// Adds to an amount what a message of data holds; of another message nothing.
void count(Amount& amount, const Message& message);

}  // namespace exporter
