// SPDX-License-Identifier: Apache-2.0
#include <mutex>
#include <utility>

#include "exporter/backlog.hpp"
#include "exporter/ledger.hpp"
#include "exporter/spool.hpp"

namespace exporter {
namespace {

// On a full disk a short message may still have room where a long one had none: so many in a row, and the disk is sound again.
constexpr unsigned kSound = 64;

// What is uncertain when a connection ends is sent again: every record arrives at least once.
class SpoolBacklog final : public Backlog {
 public:
    SpoolBacklog(Outbox& outbox, std::unique_ptr<Spool> spool, TellTrouble tell)
        : outbox_(outbox),
          tell_(std::move(tell)),
          spool_(std::move(spool)) {}

    void push(SharedMessage message) override;
    // What is left is for the next start.
    void finish(Outbox::Deadline deadline) override { outbox_.finish(deadline); }
    [[nodiscard]] CollectorReport report() const override;

    [[nodiscard]] bool has_message() const override;
    void begin(std::uint64_t most_unread) override;
    [[nodiscard]] Next take() override;
    void given(std::uint64_t end) override;
    void acknowledged(std::uint64_t octets) override;
    [[nodiscard]] bool is_unacknowledged() const override;
    void settled() override {}  // until the collector hangs up as well, it may not have read all
    void ended(const Connection::End& end) override;

 private:
    void remove_read();
    void count_given_up();

    Outbox& outbox_;
    const TellTrouble tell_;
    bool is_in_trouble_ = false;  // of whoever pushes
    unsigned written_ = 0;        // messages, one after the other, in trouble
    mutable std::mutex mutex_;    // guards all below
    std::unique_ptr<Spool> spool_;
    Ledger ledger_;
    Next hand_;
    Place hand_place_;
    Place sent_until_;
};

void SpoolBacklog::push(SharedMessage message) {
    std::string trouble;
    {
        const std::lock_guard lock(mutex_);
        if (auto appended = spool_->append(message); !appended) {
            trouble = appended.error().message;
            outbox_.update([&](CollectorReport& report) { count(report.counters.lost_spool_full, *message); });
        }
        count_given_up();
    }
    if (trouble.empty()) {
        if (is_in_trouble_ && ++written_ >= kSound) is_in_trouble_ = false;
        return;
    }
    written_ = 0;
    if (!std::exchange(is_in_trouble_, true) && tell_) tell_(trouble + "; flows are lost until there is room in the spool");
}

// What was sent of a segment that is given up can no longer be sent again.
void SpoolBacklog::count_given_up() {
    const Ledger::Uncertain removed = ledger_.remove_before(spool_->oldest());
    Amount lost = spool_->take_given_up();
    lost += removed.unacknowledged;
    if (lost.messages + removed.unconfirmed.messages == 0) return;
    outbox_.update([&](CollectorReport& report) {
        report.counters.lost_spool_full += lost;
        report.counters.unconfirmed += removed.unconfirmed;
    });
}

CollectorReport SpoolBacklog::report() const {
    const std::lock_guard lock(mutex_);
    CollectorReport report = outbox_.report();
    report.counters.waiting = spool_->waiting();
    return report;
}

bool SpoolBacklog::has_message() const {
    const std::lock_guard lock(mutex_);
    return hand_.message || spool_->waiting() > 0;
}

void SpoolBacklog::begin(std::uint64_t most_unread) {
    const std::lock_guard lock(mutex_);
    ledger_.begin(most_unread);
}

Backlog::Next SpoolBacklog::take() {
    const std::lock_guard lock(mutex_);
    const Spool::Stored* front = spool_->front();
    count_given_up();
    if (front == nullptr) return {nullptr, spool_->templates()};
    hand_place_ = front->place;
    const bool again = hand_place_ < sent_until_ || hand_place_.segment < spool_->first_of_now();
    hand_ = {front->message, spool_->templates(), again};
    return hand_;
}

// Its segment may have been given up meanwhile.
void SpoolBacklog::given(std::uint64_t end) {
    const std::lock_guard lock(mutex_);
    const Next hand = std::exchange(hand_, {});
    outbox_.sent_again(*hand.message);
    if (hand.again) outbox_.update([&](CollectorReport& report) { count(report.counters.sent_again, *hand.message); });
    if (hand_place_ < spool_->reader()) return;
    ledger_.add(end, flows_in(*hand.message), hand_place_);
    spool_->pop();
    sent_until_ = std::max(sent_until_, spool_->reader());
}

void SpoolBacklog::acknowledged(std::uint64_t octets) {
    const std::lock_guard lock(mutex_);
    ledger_.acknowledge(octets);
    remove_read();
}

bool SpoolBacklog::is_unacknowledged() const {
    const std::lock_guard lock(mutex_);
    return ledger_.is_unacknowledged();
}

void SpoolBacklog::remove_read() { spool_->remove_before(ledger_.is_empty() ? spool_->reader() : ledger_.oldest()); }

void SpoolBacklog::ended(const Connection::End& end) {
    const std::lock_guard lock(mutex_);
    hand_ = {};
    static_cast<void>(ledger_.end(end.acknowledged, end.all_read));
    if (!ledger_.is_empty()) spool_->rewind(ledger_.oldest());
    ledger_.clear();
    remove_read();
    outbox_.set_in_transit(false);
}

}  // namespace

Result<std::unique_ptr<Backlog>> make_spool_backlog(Outbox& outbox, const SpoolSettings& settings, const TellTrouble& tell) {
    std::vector<std::string> troubles;
    auto spool = Spool::open(settings, troubles);
    if (!spool) return tl::unexpected(spool.error());
    if (tell)
        for (const std::string& trouble : troubles) tell(trouble);
    return std::make_unique<SpoolBacklog>(outbox, std::move(*spool), tell);
}

}  // namespace exporter
