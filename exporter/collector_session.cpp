// SPDX-License-Identifier: Apache-2.0
#include "exporter/collector_session.hpp"

#include <algorithm>

namespace exporter {

// Every 5 ms, or less often if that would be less than one message.
SessionSettings paced(SessionSettings settings, std::uint32_t rate) {
    if (rate == 0) return settings;
    constexpr std::uint64_t kMicroseconds = 1'000'000;
    settings.burst = std::clamp<std::uint32_t>(rate / 200, 1, settings.burst);
    settings.burst_pause = std::chrono::microseconds((settings.burst * kMicroseconds + rate - 1) / rate);
    return settings;
}

CollectorSession::Step CollectorSession::next(Time now, bool has_data) {
    switch (phase_) {
        case Phase::start: phase_ = Phase::resolving; return {Action::resolve, {}};
        case Phase::backing_off:
            if (now < until_) return {Action::wait, until_};
            phase_ = Phase::resolving;
            return {Action::resolve, {}};
        case Phase::templates: return {Action::send_templates, {}};
        case Phase::settling:
            if (now < until_) return {Action::wait, until_};
            phase_ = Phase::sending;
            state_ = CollectorState::reachable;
            pause_ = settings_.first_pause;
            return next_message(now, has_data);
        case Phase::sending: return next_message(now, has_data);
        case Phase::resolving:
        case Phase::blocked: break;
    }
    return {Action::idle, {}};
}

CollectorSession::Step CollectorSession::next_message(Time now, bool has_data) const {
    if (!has_data) return {Action::idle, {}};
    if (burst_ >= settings_.burst && now < burst_end_) return {Action::wait, burst_end_};
    return {Action::send_data, {}};
}

void CollectorSession::on_resolved() {
    if (phase_ == Phase::resolving) phase_ = Phase::templates;
}

// Before the first templates there are none to be sent again: the queue begins with them.
void CollectorSession::on_templates_sent(Time now, bool were_any) {
    if (were_any)
        settle(now);
    else
        phase_ = Phase::sending;
}

void CollectorSession::on_data_sent(Time now) {
    if (now >= burst_end_) {
        burst_ = 0;
        burst_end_ = now + settings_.burst_pause;
    }
    ++burst_;
    // Where there are no templates to try with (NetFlow v5), the first data tells whether anybody listens.
    if (state_ != CollectorState::reachable) settle(now);
}

void CollectorSession::on_writable() {
    if (phase_ == Phase::blocked) phase_ = Phase::sending;
}

void CollectorSession::back_off(Time now, CollectorState state) {
    phase_ = Phase::backing_off;
    state_ = state;
    until_ = now + pause_;
    pause_ = std::min(2 * pause_, settings_.longest_pause);
}

void CollectorSession::settle(Time now) {
    const bool was_away = state_ == CollectorState::unreachable || state_ == CollectorState::unresolved;
    phase_ = Phase::settling;
    until_ = now + (was_away ? settings_.confirm : settings_.settle);
}

}  // namespace exporter
