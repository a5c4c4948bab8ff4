// SPDX-License-Identifier: Apache-2.0
// What to do next for one collector that is reached by a connection: look its name up, connect, shake hands, send, wait. A pure state
// machine, like CollectorSession: the transport performs what next() says and reports what came of it; time is passed in.
//
//   resolve ─► connect (each address in turn) ─► [handshake ─► settle] ─► send ... send
//      ▲                                                                      │ a failure, or a time limit
//      └──────────────────────────── pause, growing ◄─────────────────────────┘
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>

#include "exporter/collector_session.hpp"

namespace exporter {

struct StreamSettings {
    std::chrono::milliseconds connect_limit{10'000};    // of one address
    std::chrono::milliseconds handshake_limit{10'000};  // of TLS
    // Between the handshake and data: TLS 1.3 lets a client send before the server has looked at its certificate (RFC 8446 section
    // 4.4.4), and what is sent to one that then refuses is lost. Twice as long as the handshake took, if that is more: who is far
    // away, or busy, refuses late.
    std::chrono::milliseconds settle{200};
    std::chrono::milliseconds first_pause{1000};  // before the next attempt; doubled with each failure, and 25 % more or less
    std::chrono::milliseconds longest_pause{30'000};
    std::chrono::milliseconds lasting{10'000};  // a connection that held for so long is a success, too, with or without data
};

class StreamSession {
 public:
    using Time = std::chrono::steady_clock::time_point;

    enum class Action : std::uint8_t {
        resolve,    // look the name up; then on_resolved or on_not_resolved
        connect,    // to the address number address(); then on_connected or on_failed
        handshake,  // then on_handshaken or on_failed
        send,       // the next message, if there is one; then on_sent or on_failed
        give_up,    // the time limit of what is under way is over; then on_failed
        wait,       // until Step::until
        idle,       // until an event or a message
    };
    struct Step {
        Action action = Action::idle;
        Time until{};  // if wait
    };

    // seed: of the pauses' jitter, so that probes which lost the same collector do not come back all at once.
    StreamSession(const StreamSettings& settings, bool has_handshake, std::uint32_t seed)
        : settings_(settings),
          has_handshake_(has_handshake),
          random_(seed),
          pause_(settings.first_pause) {}

    [[nodiscard]] Step next(Time now, bool has_message);

    void on_resolved(std::size_t addresses);  // at least one
    void on_not_resolved(Time now) { back_off(now, CollectorState::unresolved); }
    void on_connected(Time now);
    void on_handshaken(Time now);
    void on_sent();
    // The collector has acknowledged data: it works, however soon this connection ends, and the next pause begins anew.
    void on_delivered();
    // The attempt, or the connection, is over.
    void on_failed(Time now);

    [[nodiscard]] std::size_t address() const { return address_; }
    [[nodiscard]] CollectorState state() const { return state_; }
    // Data may be on its way.
    [[nodiscard]] bool is_established() const;
    // And nothing is being sent.
    [[nodiscard]] bool is_idle() const { return phase_ == Phase::ready; }

 private:
    enum class Phase : std::uint8_t {
        start,
        resolving,
        connect,
        connecting,
        handshake,
        handshaking,
        settling,
        ready,
        sending,
        backing_off
    };

    [[nodiscard]] Step limited(Time now) const;
    void establish(Time now);
    void back_off(Time now, CollectorState state);

    StreamSettings settings_;
    bool has_handshake_;
    std::minstd_rand random_;
    Phase phase_ = Phase::start;
    CollectorState state_ = CollectorState::starting;
    std::chrono::milliseconds pause_;
    Time until_{};  // of connecting, handshaking, settling and backing_off
    Time handshake_begun_{};
    Time established_{};
    std::size_t addresses_ = 0;
    std::size_t address_ = 0;
};

}  // namespace exporter
