// SPDX-License-Identifier: Apache-2.0
// What carries messages to one collector, and what it tells of that.
//
// Two threads: one gives messages (push and finish), another runs the io_context; all of it may also be one thread that does both in
// turn. A transport ends when nobody runs the io_context, or on the thread that does.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bpf/result.hpp"
#include "config/collector.hpp"
#include "exporter/collector_session.hpp"
#include "exporter/encoding_counters.hpp"
#include "exporter/header_stamp.hpp"
#include "exporter/message.hpp"
#include "exporter/stream_session.hpp"

namespace exporter {

struct Amount {
    std::uint64_t messages = 0;
    std::uint64_t records = 0;
    std::uint64_t packets = 0, octets = 0;  // in the flows that these are, where IN_PKTS and IN_BYTES are held

    Amount& operator+=(const Amount& more) {
        messages += more.messages;
        records += more.records;
        packets += more.packets;
        octets += more.octets;
        return *this;
    }
};

// Every message of data that was pushed is counted once in `sent` or in one of the `lost`, or still waits.
struct CollectorCounters {
    Amount sent;                  // given to the network
    std::uint64_t templates = 0;  // messages of templates given to the network
    Amount refused;               // of those sent: known not to have arrived (ICMP); there may be more
    Amount lost_unresolved;       // the queue was full, or it was the end, while the name had no address
    Amount lost_unreachable;      // likewise, while the network refused
    Amount lost_no_buffer;        // likewise, while socket and queue were full; or larger than the network can carry
    Amount lost_unacknowledged;   // of those sent: the connection ended before the collector's system had acknowledged them
    Amount unconfirmed;           // of those sent: acknowledged by the collector's system, perhaps not read by the collector
    Amount sent_again;            // of those sent: may have come twice
    Amount lost_spool_full;       // the spool had no room, or could not be written or read
    std::uint64_t waiting = 0;    // messages in the queue, of every kind
    std::uint64_t waiting_flows = 0, waiting_octets = 0;  // in them; octets with headers of messages
    std::uint64_t options = 0;                            // messages of options data given to the network
    std::uint64_t lost_options = 0;                       // likewise given up, whatever the cause
    std::uint64_t all_messages = 0, all_octets = 0;       // given to the network, of every kind
};

struct Endpoint {
    boost::asio::ip::address address;
    std::uint16_t port = 0;  // in the byte order of this machine
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// What the user is told about, and what the probe must not meter.
struct CollectorReport {
    config::Collector collector;
    CollectorState state = CollectorState::starting;
    std::string reason;              // of unresolved and unreachable, in words, and what to do
    std::optional<Endpoint> remote;  // its address, once the name has been resolved
    std::optional<Endpoint> local;   // ours, once there is a way to it
    CollectorCounters counters;
    EncodingCounters encoding;  // of all that get the same messages; Exporter::reports() tells it
};

// Records that did not go out, whatever the cause.
[[nodiscard]] std::uint64_t lost_records(const CollectorCounters& counters);

struct TransportSettings {
    std::size_t queue_messages = 4096;            // that wait for one collector: 6 MB
    std::chrono::milliseconds longest_push{200};  // back-pressure: how long push() waits for room
    SessionSettings session;
    StreamSettings stream;
};

// Called on the thread of the io_context; empty: nobody wants to know.
struct TransportEvents {
    std::function<void(const CollectorReport&)> on_change;  // once for each change of state, or of its reason
    std::function<void()> on_connect;                       // report() has new addresses; nothing has been sent from there yet
    // Something is wrong that is not the collector's fault, in words; from whichever thread meets it.
    std::function<void(const CollectorReport&, const std::string&)> on_trouble{};
};

class Transport {
 public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    // Queues the message. Where the queue is full and being sent, waits for room; where that does not help, the oldest is given
    // up, and later calls do not wait until there has been room again.
    virtual void push(SharedMessage message) = 0;

    // Waits until all is sent, or the time is over, or the collector is known to be away; then gives up what still waits.
    virtual void finish(std::chrono::steady_clock::time_point deadline) = 0;

    // Whether it is to be given withdrawals: over UDP and in files there are none (RFC 7011 section 8.4).
    [[nodiscard]] virtual bool takes_withdrawals() const { return false; }

    // From any thread.
    [[nodiscard]] virtual CollectorReport report() const = 0;

 protected:
    // What the io_context is to call, unless this object is gone by then.
    template <class Handler>
    [[nodiscard]] auto guarded(Handler handler) const {
        return [life = std::weak_ptr<const int>(life_), handler = std::move(handler)](auto&&... values) mutable {
            if (!life.expired()) handler(std::forward<decltype(values)>(values)...);
        };
    }

 private:
    std::shared_ptr<const int> life_ = std::make_shared<const int>(0);
};

// form: what the messages begin with. Fails where the machine, or a file that a parameter names, does not allow it.
[[nodiscard]] Result<std::unique_ptr<Transport>> make_transport(boost::asio::io_context& io, const config::Collector& collector,
                                                                HeaderForm form, const TransportSettings& settings,
                                                                const TransportEvents& events);

}  // namespace exporter
