// SPDX-License-Identifier: Apache-2.0
#include "exporter/kafka_transport.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace exporter {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kAdvice = "; see that the brokers run, and are those of this address";
constexpr int kMessagesAtOnce = 1000;  // then other collectors have their turn
constexpr auto kPurgeLimit = 1s;       // librdkafka needs its own threads for that, but no broker

}  // namespace

KafkaTransport::KafkaTransport(asio::io_context& io, const config::Collector& collector, HeaderForm form,
                               const TransportSettings& settings, TransportEvents events)
    : outbox_(collector, form, settings),
      form_(form),
      io_(io),
      events_(std::move(events)),
      health_(settings.session.longest_pause) {}

Result<std::unique_ptr<KafkaTransport>> KafkaTransport::make(asio::io_context& io, const config::Collector& collector,
                                                             HeaderForm form, const TransportSettings& settings,
                                                             TransportEvents events) {
    std::unique_ptr<KafkaTransport> made(new KafkaTransport(io, collector, form, settings, std::move(events)));
    KafkaTransport* self = made.get();
    auto producer = KafkaProducer::make(
        io, collector,
        {[self](void* tag, KafkaProducer::Fate fate, const std::string& reason) { self->on_fate(tag, fate, reason); },
         [self](const std::string& reason) { self->health_.on_broker_trouble(reason + std::string(kAdvice)); },
         [self](const std::string& reason) { self->health_.on_all_down(Clock::now(), reason + std::string(kAdvice)); },
         [self](bool is_one_connected) { self->health_.on_brokers(Clock::now(), is_one_connected); }});
    if (!producer) return tl::unexpected(producer.error());
    made->producer_ = std::move(*producer);
    made->producer_->when_told(made->guarded([self] { self->run(); }));
    return made;
}

KafkaTransport::~KafkaTransport() {
    if (!producer_) return;
    producer_->purge();
    for (const auto end = Clock::now() + kPurgeLimit; under_way_ > 0 && Clock::now() < end;) {
        producer_->flush(10ms);
        producer_->poll();
    }
}

void KafkaTransport::push(SharedMessage message) {
    if (message->kind != Message::Kind::more_templates) skips_ = message->kind == Message::Kind::templates;
    if (skips_) return;
    outbox_.push(std::move(message));
    wake();
}

// Messages linger (linger.ms) unless somebody flushes.
void KafkaTransport::finish(Clock::time_point deadline) {
    while (!outbox_.wait_until_sent(std::min(Clock::now() + 20ms, deadline)) && Clock::now() < deadline) producer_->flush(20ms);
    outbox_.finish(Clock::now());
    producer_->purge();
    outbox_.wait_until_told(Clock::now() + kPurgeLimit);
}

void KafkaTransport::wake() {
    if (awake_.exchange(true)) return;
    asio::post(io_, guarded([this] {
                   awake_ = false;
                   run();
               }));
}

void KafkaTransport::run() {
    producer_->poll();
    tell_change();
    for (int messages = 0; messages < kMessagesAtOnce; ++messages)
        if (!produce_front()) return tell_change();
    wake();
}

// False: there is nothing to be sent, or no room; whoever makes either calls run().
bool KafkaTransport::produce_front() {
    SharedMessage message = outbox_.take();
    if (!message) return false;
    if (message->kind != Message::Kind::data) return outbox_.skip(), true;
    const std::string key = fmt::format("{:016x}", message->flow);
    auto under_way = std::make_unique<UnderWay>();
    if (form_ != HeaderForm::none) under_way->octets = with_templates(*message);
    const std::span<const std::byte> payload = form_ == HeaderForm::none ? message->octets : under_way->octets;
    std::string reason;
    switch (producer_->produce(payload, key, under_way.get(), reason)) {
        case KafkaProducer::Taken::yes: break;
        case KafkaProducer::Taken::no_room: return outbox_.keep(), false;
        case KafkaProducer::Taken::too_large: return outbox_.lost(&CollectorCounters::lost_no_buffer), true;
        case KafkaProducer::Taken::refused:
            health_.on_refused(Clock::now(), reason);
            return outbox_.lost(&CollectorCounters::lost_unreachable), true;
    }
    under_way->message = outbox_.hand_over();
    static_cast<void>(under_way.release());  // until its fate is told
    ++under_way_;
    return true;
}

std::vector<std::byte> KafkaTransport::with_templates(const Message& message) const {
    std::vector<std::byte> octets;
    const auto append = [&](const Message& one) {
        const HeaderStamp::Header header = outbox_.header_of(one);
        octets.insert(octets.end(), header.span().begin(), header.span().end());
        octets.insert(octets.end(), one.octets.begin() + static_cast<std::ptrdiff_t>(header.size), one.octets.end());
    };
    for (const SharedMessage& one : outbox_.templates()) append(*one);
    append(message);
    return octets;
}

void KafkaTransport::on_fate(void* tag, KafkaProducer::Fate fate, const std::string& reason) {
    const std::unique_ptr<UnderWay> under_way(static_cast<UnderWay*>(tag));
    --under_way_;
    const Message& message = *under_way->message;
    switch (fate) {
        case KafkaProducer::Fate::delivered: health_.on_delivered(); return outbox_.delivered(message);
        case KafkaProducer::Fate::too_large: return outbox_.undelivered(message, &CollectorCounters::lost_no_buffer);
        case KafkaProducer::Fate::refused: health_.on_refused(Clock::now(), reason); break;
        case KafkaProducer::Fate::timed_out: health_.on_timed_out(Clock::now()); break;
        case KafkaProducer::Fate::given_up: break;
    }
    outbox_.undelivered(message, &CollectorCounters::lost_unreachable);
}

void KafkaTransport::tell_change() {
    const CollectorState state = health_.state();
    if (state == told_) return;
    told_ = state;
    outbox_.update([&](CollectorReport& report) {
        report.state = state;
        report.reason = state == CollectorState::reachable ? "" : health_.reason();
    });
    if (events_.on_change) events_.on_change(report());
}

}  // namespace exporter
