// SPDX-License-Identifier: Apache-2.0
#include "probe/control/reconfiguration.hpp"

#include <utility>

namespace probe {

using Step = Reconfiguration::Step;

void Reconfiguration::request(std::uint64_t ticket, Time now) { requests_.push_back({ticket, now}); }

bool Reconfiguration::is_needed(Step step) const {
    switch (step) {
        case Step::plan: return true;
        case Step::compile:
        case Step::load:
        case Step::swap:
        case Step::wait:
        case Step::drain: return changes_.program;
        case Step::check: return changes_.any();  // what is sent may be others of the same program
        case Step::attach:
        case Step::detach: return changes_.interfaces;
        case Step::hand_over: return changes_.any();
    }
    return false;
}

Reconfiguration::Action Reconfiguration::next() {
    switch (phase_) {
        case Phase::idle:
            if (requests_.empty()) return {};
            phase_ = Phase::waiting;
            step_ = Step::plan;
            begun_ = requests_.front().asked;
            swapped_.reset();
            first_packet_.reset();
            undoable_.clear();
            times_ = {};
            changes_ = {};
            return {Action::Kind::perform, step_, 0, {}};
        case Phase::performing: phase_ = Phase::waiting; return {Action::Kind::perform, step_, 0, {}};
        case Phase::waiting: return {Action::Kind::wait, step_, 0, {}};
        case Phase::undoing: {
            if (undoable_.empty()) {
                phase_ = Phase::reporting;
                return next();
            }
            const Step last = undoable_.back();
            undoable_.pop_back();
            return {Action::Kind::undo, last, 0, {}};
        }
        case Phase::reporting: {
            const std::uint64_t ticket = requests_.front().ticket;
            requests_.pop_front();
            phase_ = Phase::idle;
            return {Action::Kind::report, step_, ticket, std::exchange(result_, {})};
        }
        case Phase::broken: return {Action::Kind::give_up, step_, requests_.front().ticket, result_};
    }
    return {};
}

void Reconfiguration::planned(Changes changes, Time now) {
    changes_ = std::move(changes);
    done(now);
}

void Reconfiguration::swapped(std::optional<Time> first_packet, Time now) {
    swapped_ = now;
    first_packet_ = first_packet;
    done(now);
}

void Reconfiguration::done(Time now) {
    time_of(step_) = now - begun_;
    undoable_.push_back(step_);
    go_on(now);
}

void Reconfiguration::go_on(Time now) {
    for (auto number = static_cast<std::size_t>(step_) + 1; number < kSteps; ++number) {
        step_ = static_cast<Step>(number);
        if (!is_needed(step_)) continue;
        begun_ = now;
        phase_ = Phase::performing;
        return;
    }
    result_ = outcome(now);
    counters_.done++;
    counters_.last = *result_;
    phase_ = Phase::reporting;
}

void Reconfiguration::failed(Error error, Time) {
    counters_.failed++;
    counters_.last_error = error.text();
    result_ = tl::unexpected(std::move(error));
    // Steps of which nothing is left but what is forgotten with the request have nothing to undo.
    std::erase_if(undoable_, [](Step step) { return step != Step::check && step != Step::attach; });
    phase_ = step_ > Step::swap ? Phase::broken : Phase::undoing;
}

Outcome Reconfiguration::outcome(Time now) {
    Outcome outcome;
    const Time asked = requests_.front().asked;
    outcome.changed = changes_.settings;
    outcome.program = changes_.program;
    outcome.carried = changes_.carries;
    outcome.planning = time_of(Step::plan);
    outcome.compiling = time_of(Step::compile);
    outcome.loading = time_of(Step::load);
    outcome.swapping = time_of(Step::swap);
    outcome.waiting = time_of(Step::wait);
    if (swapped_) outcome.until_swap = *swapped_ - asked;
    if (first_packet_) outcome.until_packet = *first_packet_ - asked;
    outcome.all = now - asked;
    return outcome;
}

}  // namespace probe
