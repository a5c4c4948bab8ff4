// SPDX-License-Identifier: Apache-2.0
// Sends messages to one collector over UDP. It performs what a CollectorSession decides and counts what becomes of each message.
//
// Two threads: one gives messages (push and the functions below it), another runs the io_context; all of it may also be one thread
// that does both in turn. The object must outlive the run of the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "config/collector_address.hpp"
#include "exporter/collector_session.hpp"
#include "exporter/message_queue.hpp"

namespace exporter {

using config::CollectorAddress;

struct Amount {
    std::uint64_t messages = 0;
    std::uint64_t records = 0;
};

// Every message of data that was pushed is counted once in `sent` or in one of the `lost`, or still waits.
struct CollectorCounters {
    Amount sent;                  // given to the network
    std::uint64_t templates = 0;  // messages of templates given to the network
    Amount refused;               // of those sent: known not to have arrived (ICMP); there may be more
    Amount lost_unresolved;       // the queue was full, or it was the end, while the name had no address
    Amount lost_unreachable;      // likewise, while the network refused
    Amount lost_no_buffer;        // likewise, while socket and queue were full; or larger than the network can carry
    std::uint64_t waiting = 0;    // messages in the queue, of templates too
};

// What the user is told about, and what the probe must not meter.
struct CollectorReport {
    CollectorAddress address;
    CollectorState state = CollectorState::starting;
    std::string reason;                                    // of unresolved and unreachable, in words, and what to do
    std::optional<boost::asio::ip::udp::endpoint> remote;  // its address, once the name has been resolved
    std::optional<boost::asio::ip::udp::endpoint> local;   // ours, once there is a way to it
    CollectorCounters counters;
};

struct TransportSettings {
    std::size_t queue_messages = 4096;            // that wait for one collector: 6 MB
    std::chrono::milliseconds longest_push{200};  // back-pressure: how long push() waits for room
    SessionSettings session;
};

// Called on the thread of the io_context; empty: nobody wants to know.
struct TransportEvents {
    std::function<void(const CollectorReport&)> on_change;  // once for each change of state
    std::function<void()> on_connect;                       // report() has new addresses; nothing has been sent from there yet
};

class UdpTransport {
 public:
    UdpTransport(boost::asio::io_context& io, CollectorAddress address, const TransportSettings& settings,
                 TransportEvents events);
    UdpTransport(const UdpTransport&) = delete;
    UdpTransport& operator=(const UdpTransport&) = delete;

    // Queues the message. Where the queue is full and being sent, waits for room; where that does not help, the oldest is given
    // up, and later calls do not wait until there has been room again.
    void push(SharedMessage message);

    // Waits until all is sent, or the time is over, or the collector is known to be away; then gives up what still waits.
    void finish(std::chrono::steady_clock::time_point deadline);

    [[nodiscard]] CollectorReport report() const;

 private:
    using Udp = boost::asio::ip::udp;
    using ErrorCode = boost::system::error_code;

    void wake();
    void run();
    void resolve();
    void connect(const Udp::resolver::results_type& found);
    void send_templates();
    void send_front();
    void count_sent(const Message& message);
    void failed(const ErrorCode& error);
    void notice_refusal();
    void wait_until(std::chrono::steady_clock::time_point time);
    void tell_change();
    [[nodiscard]] bool is_away() const;
    void give_up_front(std::unique_lock<std::mutex>& lock);

    Udp::socket socket_;
    Udp::resolver resolver_;
    boost::asio::steady_timer timer_;
    boost::asio::io_context& io_;
    const TransportSettings settings_;
    const TransportEvents events_;
    CollectorSession session_;  // thread of the io_context, as all above
    CollectorState told_ = CollectorState::starting;
    SharedMessage last_sent_;         // what a refusal is about
    std::atomic<bool> awake_{false};  // a call of run() is on its way

    mutable std::mutex mutex_;  // guards all below
    std::condition_variable changed_;
    MessageQueue queue_;
    CollectorReport report_;
    bool in_flight_ = false;  // the front is being sent: nobody else may take it away
    bool stalled_ = false;    // push() has waited in vain
};

}  // namespace exporter
