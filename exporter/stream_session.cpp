// SPDX-License-Identifier: Apache-2.0
#include "exporter/stream_session.hpp"

#include <algorithm>

namespace exporter {

StreamSession::Step StreamSession::next(Time now, bool has_message) {
    switch (phase_) {
        case Phase::backing_off:
            if (now < until_) return {Action::wait, until_};
            [[fallthrough]];
        case Phase::start: phase_ = Phase::resolving; return {Action::resolve, {}};
        case Phase::connect:
            phase_ = Phase::connecting;
            until_ = now + settings_.connect_limit;
            return {Action::connect, {}};
        case Phase::handshake:
            phase_ = Phase::handshaking;
            handshake_begun_ = now;
            until_ = now + settings_.handshake_limit;
            return {Action::handshake, {}};
        case Phase::connecting:
        case Phase::handshaking: return limited(now);
        case Phase::settling:
            if (now < until_) return {Action::wait, until_};
            establish(now);
            [[fallthrough]];
        case Phase::ready:
            if (!has_message) break;
            phase_ = Phase::sending;
            return {Action::send, {}};
        case Phase::resolving:
        case Phase::sending: break;
    }
    return {Action::idle, {}};
}

StreamSession::Step StreamSession::limited(Time now) const {
    if (now < until_) return {Action::wait, until_};
    return {Action::give_up, {}};
}

void StreamSession::on_resolved(std::size_t addresses) {
    if (phase_ != Phase::resolving) return;
    phase_ = Phase::connect;
    addresses_ = addresses;
    address_ = 0;
}

void StreamSession::on_connected(Time now) {
    if (phase_ != Phase::connecting) return;
    if (has_handshake_)
        phase_ = Phase::handshake;
    else
        establish(now);
}

void StreamSession::on_handshaken(Time now) {
    if (phase_ != Phase::handshaking) return;
    phase_ = Phase::settling;
    until_ = now + std::max<Time::duration>(settings_.settle, 2 * (now - handshake_begun_));
}

void StreamSession::on_sent() {
    if (phase_ == Phase::sending) phase_ = Phase::ready;
}

void StreamSession::on_delivered() {
    if (is_established()) pause_ = settings_.first_pause;
}

bool StreamSession::is_established() const { return phase_ == Phase::ready || phase_ == Phase::sending; }

void StreamSession::establish(Time now) {
    phase_ = Phase::ready;
    state_ = CollectorState::reachable;
    established_ = now;
}

void StreamSession::on_failed(Time now) {
    if (phase_ == Phase::connecting && address_ + 1 < addresses_) {
        ++address_;
        phase_ = Phase::connect;
        return;
    }
    if (is_established() && now - established_ >= settings_.lasting) pause_ = settings_.first_pause;
    back_off(now, CollectorState::unreachable);
}

void StreamSession::back_off(Time now, CollectorState state) {
    phase_ = Phase::backing_off;
    state_ = state;
    std::uniform_int_distribution<std::int64_t> percent(75, 125);
    until_ = now + pause_ * percent(random_) / 100;
    pause_ = std::min(2 * pause_, settings_.longest_pause);
}

}  // namespace exporter
