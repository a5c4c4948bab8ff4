// SPDX-License-Identifier: Apache-2.0
#include "exporter/file_session.hpp"

#include <algorithm>

namespace exporter {

FileSession::Step FileSession::next(Time now, bool has_data) {
    switch (phase_) {
        case Phase::start: phase_ = Phase::opening; return {Action::open, {}};
        case Phase::backing_off:
            if (now < until_) return {Action::wait, until_};
            phase_ = Phase::opening;
            return {Action::open, {}};
        case Phase::writing: return {has_data ? Action::write : Action::idle, {}};
        case Phase::opening:
        case Phase::blocked: break;
    }
    return {Action::idle, {}};
}

void FileSession::on_opened(Time now, bool has_data) {
    phase_ = Phase::writing;
    if (state_ == CollectorState::unreachable) opened_ = now;
    if (state_ != CollectorState::unreachable || !has_data) state_ = CollectorState::reachable;
}

void FileSession::on_written(Time now) {
    state_ = CollectorState::reachable;
    if (now - opened_ >= pause_) pause_ = settings_.first_pause;
}

void FileSession::on_writable() {
    if (phase_ == Phase::blocked) phase_ = Phase::writing;
}

void FileSession::on_failed(Time now) {
    phase_ = Phase::backing_off;
    state_ = CollectorState::unreachable;
    until_ = now + pause_;
    pause_ = std::min(2 * pause_, settings_.longest_pause);
}

}  // namespace exporter
