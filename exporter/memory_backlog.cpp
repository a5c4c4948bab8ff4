// SPDX-License-Identifier: Apache-2.0
#include <mutex>
#include <utility>

#include "exporter/backlog.hpp"
#include "exporter/ledger.hpp"

namespace exporter {
namespace {

class MemoryBacklog final : public Backlog {
 public:
    explicit MemoryBacklog(Outbox& outbox) : outbox_(outbox) {}

    void push(SharedMessage message) override { outbox_.push(std::move(message)); }
    void finish(Outbox::Deadline deadline) override;
    [[nodiscard]] CollectorReport report() const override;

    [[nodiscard]] bool has_message() const override;
    void begin(std::uint64_t most_unread) override;
    [[nodiscard]] Next take() override;
    void given(std::uint64_t end) override;
    void acknowledged(std::uint64_t octets) override;
    [[nodiscard]] bool is_unacknowledged() const override;
    void settled() override { outbox_.set_in_transit(false); }
    void ended(const Connection::End& end) override;

 private:
    void count(const Ledger::Uncertain& uncertain);

    Outbox& outbox_;
    mutable std::mutex mutex_;  // guards all below
    Next hand_;                 // no longer in the outbox, and not wholly given
    Ledger ledger_;
};

void MemoryBacklog::finish(Outbox::Deadline deadline) {
    outbox_.finish(deadline);
    const std::lock_guard lock(mutex_);
    if (hand_.message) outbox_.given_up(*std::exchange(hand_.message, nullptr));
    if (ledger_.is_unacknowledged()) count(ledger_.end(0, false));  // else what has arrived will be read: the connection is well
    ledger_.clear();
}

CollectorReport MemoryBacklog::report() const {
    const std::lock_guard lock(mutex_);
    CollectorReport report = outbox_.report();
    if (hand_.message) ++report.counters.waiting;
    return report;
}

bool MemoryBacklog::has_message() const {
    const std::lock_guard lock(mutex_);
    return hand_.message || outbox_.has_message();
}

void MemoryBacklog::begin(std::uint64_t most_unread) {
    const std::lock_guard lock(mutex_);
    ledger_.begin(most_unread);
}

// What is in hand stays with the templates that it was encoded for; others may come to be in force in the outbox meanwhile.
Backlog::Next MemoryBacklog::take() {
    const std::lock_guard lock(mutex_);
    while (!hand_.message) {
        SharedMessage message = outbox_.remove();
        if (!message) return {nullptr, outbox_.templates()};
        if (has_templates(*message)) continue;
        hand_ = {std::move(message), outbox_.templates()};
    }
    return hand_;
}

void MemoryBacklog::given(std::uint64_t end) {
    const std::lock_guard lock(mutex_);
    if (!hand_.message) return;  // given up by finish() meanwhile
    ledger_.add(end, flows_in(*hand_.message));
    outbox_.sent_again(*hand_.message);
    hand_.message.reset();
}

void MemoryBacklog::acknowledged(std::uint64_t octets) {
    const std::lock_guard lock(mutex_);
    ledger_.acknowledge(octets);
}

bool MemoryBacklog::is_unacknowledged() const {
    const std::lock_guard lock(mutex_);
    return ledger_.is_unacknowledged();
}

void MemoryBacklog::ended(const Connection::End& end) {
    const std::lock_guard lock(mutex_);
    count(ledger_.end(end.acknowledged, end.all_read));
    ledger_.clear();
    if (!hand_.message) outbox_.set_in_transit(false);
}

void MemoryBacklog::count(const Ledger::Uncertain& uncertain) {
    outbox_.update([&](CollectorReport& report) {
        report.counters.lost_unacknowledged += uncertain.unacknowledged;
        report.counters.unconfirmed += uncertain.unconfirmed;
    });
}

}  // namespace

std::unique_ptr<Backlog> make_memory_backlog(Outbox& outbox) { return std::make_unique<MemoryBacklog>(outbox); }

}  // namespace exporter
