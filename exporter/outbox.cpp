// SPDX-License-Identifier: Apache-2.0
#include "exporter/outbox.hpp"

#include <utility>

namespace exporter {

void count(Amount& amount, const Message& message) {
    if (message.kind != Message::Kind::data) return;
    ++amount.messages;
    amount.records += message.records;
    amount.packets += message.flow_packets;
    amount.octets += message.flow_octets;
}

std::uint64_t lost_records(const CollectorCounters& counters) {
    return counters.lost_unresolved.records + counters.lost_unreachable.records + counters.lost_no_buffer.records +
           counters.lost_unacknowledged.records + counters.lost_spool_full.records;
}

Outbox::Outbox(config::Collector collector, HeaderForm form, const TransportSettings& settings)
    : settings_(settings),
      queue_(settings.queue_messages),
      stamp_(form) {
    report_.collector = std::move(collector);
}

void Outbox::push(SharedMessage message) {
    std::unique_lock lock(mutex_);
    if (queue_.is_full() && !is_away() && !stalled_)
        stalled_ = !changed_.wait_for(lock, settings_.longest_push, [this] { return !queue_.is_full() || is_away(); });
    while (queue_.is_full()) give_up_front(lock);
    queue_.push(std::move(message));
}

void Outbox::finish(Deadline deadline) {
    std::unique_lock lock(mutex_);
    static_cast<void>(wait_until_sent(lock, deadline));
    while (!queue_.is_empty()) give_up_front(lock);
}

bool Outbox::wait_until_sent(Deadline deadline) {
    std::unique_lock lock(mutex_);
    return wait_until_sent(lock, deadline);
}

void Outbox::wait_until_told(Deadline deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return handed_over_ == 0; });
}

bool Outbox::wait_until_sent(std::unique_lock<std::mutex>& lock, Deadline deadline) {
    return changed_.wait_until(lock, deadline,
                               [this] { return (queue_.is_empty() && handed_over_ == 0 && !in_transit_) || is_away(); });
}

CollectorReport Outbox::report() const {
    const std::lock_guard lock(mutex_);
    CollectorReport report = report_;
    report.counters.waiting = queue_.size() + handed_over_;
    report.counters.waiting_flows = queue_.flows() + handed_over_flows_;
    report.counters.waiting_octets = queue_.octets();
    return report;
}

bool Outbox::is_away() const {
    return report_.state == CollectorState::unresolved || report_.state == CollectorState::unreachable;
}

void Outbox::give_up_front(std::unique_lock<std::mutex>& lock) {
    changed_.wait(lock, [this] { return !in_flight_; });
    if (!queue_.is_empty()) count_given_up(*queue_.pop());
}

void Outbox::count_given_up(const Message& message) {
    CollectorCounters& counters = report_.counters;
    Amount& lost = report_.state == CollectorState::unresolved    ? counters.lost_unresolved
                   : report_.state == CollectorState::unreachable ? counters.lost_unreachable
                                                                  : counters.lost_no_buffer;
    stamp_.pass(message);
    count_lost(lost, message);
}

void Outbox::count_lost(Amount& lost, const Message& message) {
    count(lost, message);
    if (message.kind == Message::Kind::options) ++report_.counters.lost_options;
}

bool Outbox::has_message() const {
    const std::lock_guard lock(mutex_);
    return !queue_.is_empty();
}

bool Outbox::has_more_templates() const {
    const std::lock_guard lock(mutex_);
    return !queue_.is_empty() && queue_.front()->kind == Message::Kind::more_templates;
}

SharedMessage Outbox::take() {
    const std::lock_guard lock(mutex_);
    if (queue_.is_empty()) return nullptr;
    in_flight_ = true;
    return queue_.front();
}

void Outbox::sent() {
    {
        const std::lock_guard lock(mutex_);
        in_flight_ = false;
        const SharedMessage message = queue_.pop();
        stamp_.pass(*message);
        count_sent(*message);
    }
    changed_.notify_all();
}

void Outbox::keep() {
    {
        const std::lock_guard lock(mutex_);
        in_flight_ = false;
    }
    changed_.notify_all();
}

void Outbox::lost(Amount CollectorCounters::*of) {
    {
        const std::lock_guard lock(mutex_);
        in_flight_ = false;
        const SharedMessage message = queue_.pop();
        stamp_.pass(*message);
        count_lost(report_.counters.*of, *message);
    }
    changed_.notify_all();
}

void Outbox::skip() {
    {
        const std::lock_guard lock(mutex_);
        in_flight_ = false;
        stamp_.pass(*queue_.pop());
    }
    changed_.notify_all();
}

SharedMessage Outbox::hand_over() {
    SharedMessage message;
    {
        const std::lock_guard lock(mutex_);
        if (queue_.is_empty()) return nullptr;
        in_flight_ = false;
        message = queue_.pop();
        stamp_.pass(*message);
        ++handed_over_;
        if (message->kind == Message::Kind::data) handed_over_flows_ += message->records;
    }
    changed_.notify_all();
    return message;
}

void Outbox::take_back(const Message& message) {
    --handed_over_;
    if (message.kind == Message::Kind::data) handed_over_flows_ -= message.records;
}

void Outbox::delivered(const Message& message) {
    {
        const std::lock_guard lock(mutex_);
        take_back(message);
        count_sent(message);
    }
    changed_.notify_all();
}

void Outbox::undelivered(const Message& message, Amount CollectorCounters::*of) {
    {
        const std::lock_guard lock(mutex_);
        take_back(message);
        count_lost(report_.counters.*of, message);
    }
    changed_.notify_all();
}

SharedMessage Outbox::remove() {
    SharedMessage message;
    {
        const std::lock_guard lock(mutex_);
        if (queue_.is_empty()) return nullptr;
        message = queue_.pop();
        if (!has_templates(*message)) in_transit_ = true;
    }
    changed_.notify_all();
    return message;
}

void Outbox::given_up(const Message& message) {
    const std::lock_guard lock(mutex_);
    count_given_up(message);
}

void Outbox::set_in_transit(bool in_transit) {
    {
        const std::lock_guard lock(mutex_);
        in_transit_ = in_transit;
    }
    changed_.notify_all();
}

std::vector<SharedMessage> Outbox::templates() const {
    const std::lock_guard lock(mutex_);
    return queue_.templates();
}

void Outbox::sent_again(const Message& message) {
    const std::lock_guard lock(mutex_);
    stamp_.pass(message);
    count_sent(message);
}

void Outbox::count_sent(const Message& message) {
    stalled_ = false;
    CollectorCounters& counters = report_.counters;
    count(counters.sent, message);
    if (has_templates(message)) ++counters.templates;
    if (message.kind == Message::Kind::options) ++counters.options;
    ++counters.all_messages;
    counters.all_octets += message.octets.size();
}

HeaderStamp::Header Outbox::header_of(const Message& message) const {
    const std::lock_guard lock(mutex_);
    return stamp_.header_of(message, std::chrono::system_clock::now());
}

void Outbox::update(const std::function<void(CollectorReport&)>& change) {
    {
        const std::lock_guard lock(mutex_);
        change(report_);
    }
    changed_.notify_all();
}

}  // namespace exporter
