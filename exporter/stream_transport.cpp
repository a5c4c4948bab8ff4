// SPDX-License-Identifier: Apache-2.0
#include "exporter/stream_transport.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "exporter/sctp_connection.hpp"
#include "exporter/tls_connection.hpp"

namespace exporter {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kWatch{50};  // between two looks at what was acknowledged

bool are_same(const std::vector<SharedMessage>& one, const std::vector<SharedMessage>& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const SharedMessage& a, const SharedMessage& b) { return a == b || a->octets == b->octets; });
}

}  // namespace

Result<std::unique_ptr<Transport>> StreamTransport::make(asio::io_context& io, const config::Collector& collector,
                                                         HeaderForm form, const TransportSettings& settings,
                                                         const TransportEvents& events) {
    if (collector.transport == config::Transport::tls)
        if (auto context = make_tls_context(collector); !context) return tl::unexpected(context.error());
    std::unique_ptr<StreamTransport> transport(new StreamTransport(io, collector, form, settings, events));
    if (auto opened = transport->open_spool(); !opened) return tl::unexpected(opened.error());
    transport->wake();
    return transport;
}

StreamTransport::StreamTransport(asio::io_context& io, const config::Collector& collector, HeaderForm form,
                                 const TransportSettings& settings, TransportEvents events)
    : outbox_(collector, form, settings),
      backlog_(make_memory_backlog(outbox_)),
      io_(io),
      resolver_(io),
      timer_(io),
      watch_(io),
      collector_(collector),
      events_(std::move(events)),
      session_(settings.stream, collector.transport == config::Transport::tls, std::random_device{}()) {}

// What is being written is memory of this object.
StreamTransport::~StreamTransport() {
    if (connection_) connection_->close();
}

Result<> StreamTransport::open_spool() {
    if (collector_.spool.empty()) return {};
    const std::uint64_t most = std::uint64_t{collector_.spool_mib} << 20;
    const SpoolSettings settings{collector_.spool, most, std::min<std::uint64_t>(8U << 20, most / 4)};
    const auto tell = [this](const std::string& trouble) {
        if (events_.on_trouble) events_.on_trouble(outbox_.report(), trouble);
    };
    auto made = make_spool_backlog(outbox_, settings, tell);
    if (!made) return tl::unexpected(made.error());
    backlog_ = std::move(*made);
    return {};
}

void StreamTransport::push(SharedMessage message) {
    backlog_->push(std::move(message));
    wake();
}

// Also where all has been sent: the connection is to end in an orderly way.
void StreamTransport::finish(Clock::time_point deadline) {
    is_finishing_ = true;
    if (report().state == CollectorState::reachable) outbox_.set_in_transit(true);
    wake();
    backlog_->finish(deadline);
}

void StreamTransport::wake() {
    if (awake_.exchange(true)) return;
    asio::post(io_, guarded([this] {
                   awake_ = false;
                   run();
               }));
}

void StreamTransport::run() {
    settle();
    for (;;) {
        const StreamSession::Step step = session_.next(Clock::now(), backlog_->has_message());
        tell_change();
        switch (step.action) {
            case StreamSession::Action::resolve: resolve(); break;
            case StreamSession::Action::connect: connect(); break;
            case StreamSession::Action::handshake: handshake(); break;
            case StreamSession::Action::send: send(); break;
            case StreamSession::Action::give_up: failed(asio::error::timed_out); break;
            case StreamSession::Action::wait: return wait_until(step.until);
            case StreamSession::Action::idle: return;
        }
    }
}

void StreamTransport::resolve() {
    addresses_.clear();
    if (collector_.transport == config::Transport::unix_socket) {
        addresses_.emplace_back(asio::local::stream_protocol::endpoint(collector_.path));
        return session_.on_resolved(1);
    }
    const auto flags = asio::ip::resolver_base::numeric_service;
    resolver_.async_resolve(
        collector_.host, std::to_string(collector_.port), flags, guarded([this](const ErrorCode& error, const auto& found) {
            if (error == asio::error::operation_aborted) return;
            for (const auto& entry : found) addresses_.push_back(address_of(entry.endpoint()));
            if (!addresses_.empty()) {
                session_.on_resolved(addresses_.size());
            } else {
                reason_ = fmt::format("its name cannot be resolved: {}; correct the name, or look at /etc/resolv.conf",
                                      error.message());
                session_.on_not_resolved(Clock::now());
            }
            run();
        }));
}

Connection::Stream::endpoint StreamTransport::address_of(const Tcp::endpoint& resolved) const {
    if (collector_.transport == config::Transport::sctp) return SctpConnection::endpoint(resolved.data(), resolved.size());
    return resolved;
}

// Certificates are read anew each time: they are renewed while a probe runs.
Result<std::shared_ptr<Connection>> StreamTransport::make_connection() {
    const Connection::Stream::endpoint& remote = addresses_[session_.address()];
    if (collector_.transport == config::Transport::sctp) return std::make_shared<SctpConnection>(io_, remote);
    if (collector_.transport != config::Transport::tls) return std::make_shared<Connection>(io_, remote);
    auto context = make_tls_context(collector_);
    if (!context) return tl::unexpected(context.error());
    return std::make_shared<TlsConnection>(io_, remote, *context, collector_.name.empty() ? collector_.host : collector_.name);
}

void StreamTransport::connect() {
    auto made = make_connection();
    if (!made) return failed(made.error().message);
    connection_ = *made;
    const ErrorCode error = connection_->open();
    outbox_.update([&](CollectorReport& report) {
        report.remote = connection_->remote();
        report.local = error ? std::nullopt : connection_->local();
    });
    if (error) return failed(error);
    if (events_.on_connect) events_.on_connect();
    // Whoever calls back is alive, so that no other connection has its address; to keep it would be a cycle.
    connection_->connect(guarded([this, mine = connection_.get()](const ErrorCode& refused) {
        if (mine != connection_.get()) return;
        if (refused) {
            failed(refused);
        } else {
            backlog_->begin(connection_->most_unread());
            session_.on_connected(Clock::now());
            if (session_.is_established()) begin();
        }
        run();
    }));
}

void StreamTransport::handshake() {
    connection_->handshake(guarded([this, mine = connection_.get()](const ErrorCode& error) {
        if (mine != connection_.get()) return;
        if (error) {
            failed(error);
        } else {
            session_.on_handshaken(Clock::now());
            begin();
        }
        run();
    }));
}

void StreamTransport::begin() {
    data_begin_ = connection_->given();
    wait_for_end();
}

void StreamTransport::wait_for_end() {
    connection_->wait_for_end(guarded([this, mine = connection_.get()](const ErrorCode& error) {
        if (mine != connection_.get()) return;
        failed(error);
        run();
    }));
}

void StreamTransport::append(const Message& message) {
    const HeaderStamp::Header header = outbox_.header_of(message);
    octets_.insert(octets_.end(), header.octets.begin(), header.octets.begin() + static_cast<std::ptrdiff_t>(header.size));
    octets_.insert(octets_.end(), message.octets.begin() + static_cast<std::ptrdiff_t>(header.size), message.octets.end());
}

bool StreamTransport::append_templates(const std::vector<SharedMessage>& templates) {
    if (are_same(templates, templates_)) return false;
    for (const SharedMessage& message : templates) append(*message);
    return true;
}

void StreamTransport::send() {
    const Backlog::Next next = backlog_->take();
    octets_.clear();
    const bool is_withdrawal = next.message && next.message->kind == Message::Kind::withdrawal;
    if (is_withdrawal && templates_.empty()) {  // this connection has not seen what is withdrawn
        backlog_->given(connection_->given());
        return session_.on_sent();
    }
    const bool has_templates = append_templates(next.templates);
    if (next.message) append(*next.message);
    if (octets_.empty()) return session_.on_sent();
    const auto written = [this, mine = connection_.get(), next, has_templates](const ErrorCode& error, std::size_t octets) {
        if (mine != connection_.get()) return;
        if (octets == octets_.size()) {
            if (has_templates) {
                templates_ = next.templates;
                for (const SharedMessage& message : templates_) outbox_.sent_again(*message);
            }
            if (next.message) backlog_->given(connection_->given());
        }
        if (error)
            failed(error);
        else
            session_.on_sent();
        watch();
        run();
    };
    connection_->write(octets_, guarded(written));
}

void StreamTransport::note_delivery(std::uint64_t acknowledged) {
    if (acknowledged > data_begin_) session_.on_delivered();
}

void StreamTransport::failed(const ErrorCode& error) {
    has_parted_ = has_hung_up_ && error == asio::error::eof;
    const Connection::End end = connection_->end_of(error);
    if (session_.is_established()) {
        backlog_->ended(end);
        note_delivery(end.acknowledged);
    }
    failed(connection_->explain(error));
}

void StreamTransport::failed(const std::string& reason) {
    reason_ = reason;
    if (connection_) connection_->close();
    connection_.reset();
    templates_.clear();
    session_.on_failed(Clock::now());
}

void StreamTransport::wait_until(Clock::time_point time) {
    timer_.expires_at(time);
    timer_.async_wait(guarded([this](const ErrorCode& error) {
        if (!error) run();
    }));
}

// While something is on its way.
void StreamTransport::watch() {
    if (!connection_ || is_watching_) return;
    is_watching_ = true;
    watch_.expires_after(kWatch);
    watch_.async_wait(guarded([this](const ErrorCode& error) {
        is_watching_ = false;
        if (error || !connection_) return;
        const std::uint64_t acknowledged = connection_->acknowledged();
        backlog_->acknowledged(acknowledged);
        note_delivery(acknowledged);
        if (connection_->is_silent()) failed(asio::error::timed_out);
        if (backlog_->is_unacknowledged()) watch();
        run();
    }));
}

// Nothing is on its way any more.
void StreamTransport::settle() {
    if (!session_.is_idle() || backlog_->has_message() || backlog_->is_unacknowledged()) return;
    if (is_finishing_ && !std::exchange(has_hung_up_, true)) connection_->finish();
    backlog_->settled();
}

void StreamTransport::tell_change() {
    if (has_parted_) return;
    const CollectorState state = session_.state();
    const bool is_away = state == CollectorState::unresolved || state == CollectorState::unreachable;
    if (state == told_ && (!is_away || reason_ == told_reason_)) return;
    told_ = state;
    told_reason_ = reason_;
    outbox_.update([&](CollectorReport& report) {
        report.state = state;
        report.reason = is_away ? reason_ : std::string();
    });
    if (events_.on_change && !has_hung_up_) events_.on_change(report());
}

}  // namespace exporter
