// SPDX-License-Identifier: Apache-2.0
#include "exporter/udp_transport.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace exporter {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

bool would_block(const boost::system::error_code& error) {
    return error == asio::error::would_block || error == asio::error::try_again || error == asio::error::no_buffer_space;
}

}  // namespace

UdpTransport::UdpTransport(asio::io_context& io, const config::Collector& collector, HeaderForm form,
                           const TransportSettings& settings, TransportEvents events)
    : outbox_(collector, form, settings),
      io_(io),
      socket_(io),
      resolver_(io),
      timer_(io),
      collector_(collector),
      events_(std::move(events)),
      session_(paced(settings.session, collector.rate)) {
    wake();
}

void UdpTransport::push(SharedMessage message) {
    outbox_.push(std::move(message));
    wake();
}

void UdpTransport::wake() {
    if (awake_.exchange(true)) return;
    asio::post(io_, guarded([this] {
                   awake_ = false;
                   run();
               }));
}

void UdpTransport::run() {
    notice_refusal();
    for (;;) {
        const CollectorSession::Step step = session_.next(Clock::now(), outbox_.has_message());
        tell_change();
        switch (step.action) {
            case CollectorSession::Action::resolve: return resolve();
            case CollectorSession::Action::wait: return wait_until(step.until);
            case CollectorSession::Action::idle: return;
            case CollectorSession::Action::send_templates: send_templates(); break;
            case CollectorSession::Action::send_data: send_front(); break;
        }
    }
}

void UdpTransport::resolve() {
    const auto flags = asio::ip::resolver_base::numeric_service;
    resolver_.async_resolve(
        collector_.host, std::to_string(collector_.port), flags, guarded([this](const ErrorCode& error, const auto& found) {
            if (error == asio::error::operation_aborted) return;
            if (error) {
                outbox_.update([&](CollectorReport& report) {
                    report.reason = fmt::format("its name cannot be resolved: {}; correct the name, or look at /etc/resolv.conf",
                                                error.message());
                });
                session_.on_not_resolved(Clock::now());
            } else {
                connect(found);
            }
            run();
        }));
}

// A new socket each time: our own address may have changed with the network.
void UdpTransport::connect(const Udp::resolver::results_type& found) {
    ErrorCode error = asio::error::host_not_found;
    Udp::endpoint remote;
    for (const auto& entry : found) {
        ErrorCode ignored;
        socket_.close(ignored);
        remote = entry.endpoint();
        socket_.open(remote.protocol(), error);
        if (!error) socket_.connect(remote, error);
        if (!error) socket_.non_blocking(true, error);
        if (!error) break;
    }
    Udp::endpoint local;
    if (!error) local = socket_.local_endpoint(error);
    outbox_.update([&](CollectorReport& report) {
        report.remote = Endpoint{remote.address(), remote.port()};
        report.local.reset();
        if (!error) report.local = Endpoint{local.address(), local.port()};
    });
    if (error) return failed(error);
    last_sent_.reset();
    if (events_.on_connect) events_.on_connect();
    session_.on_resolved();
}

UdpTransport::ErrorCode UdpTransport::send(const Message& message) {
    const HeaderStamp::Header header = outbox_.header_of(message);
    const auto body = asio::buffer(message.octets) + header.size;
    const std::array<asio::const_buffer, 2> parts{asio::buffer(header.octets.data(), header.size), body};
    ErrorCode error;
    socket_.send(parts, 0, error);
    return error;
}

void UdpTransport::send_templates() {
    const std::vector<SharedMessage> templates = outbox_.templates();
    for (const SharedMessage& message : templates) {
        const ErrorCode error = send(*message);
        if (error && !would_block(error)) return failed(error);
        last_sent_ = message;
        outbox_.sent_again(*message);
    }
    session_.on_templates_sent(Clock::now(), !templates.empty());
}

void UdpTransport::send_front() {
    const SharedMessage message = outbox_.take();
    if (!message) return;
    const ErrorCode error = send(*message);
    if (error == asio::error::message_size) return outbox_.lost(&CollectorCounters::lost_no_buffer);
    if (error) {
        outbox_.keep();
        return failed(error);
    }
    outbox_.sent();
    last_sent_ = message;
    if (message->kind != Message::Kind::more_templates) are_new_ = message->kind == Message::Kind::new_templates;
    if (!has_templates(*message) || !are_new_)
        session_.on_data_sent(Clock::now());
    else if (!outbox_.has_more_templates())  // data waits behind the last of them, they do not wait for each other
        session_.on_new_templates_sent(Clock::now());
}

void UdpTransport::failed(const ErrorCode& error) {
    if (would_block(error)) {
        session_.on_blocked();
        socket_.async_wait(Udp::socket::wait_write, guarded([this](const ErrorCode& aborted) {
                               if (aborted) return;
                               session_.on_writable();
                               run();
                           }));
        return;
    }
    const bool is_refusal = error == asio::error::connection_refused;
    outbox_.update([&](CollectorReport& report) {
        if (is_refusal && last_sent_) count(report.counters.refused, *last_sent_);
        report.reason = is_refusal ? "nobody listens at its port; start the collector, or correct the port"
                                   : fmt::format("{}; see the way there: ip route get {}", error.message(),
                                                 report.remote ? report.remote->address.to_string() : collector_.host);
    });
    if (is_refusal) last_sent_.reset();
    ErrorCode ignored;
    socket_.close(ignored);  // what it may still be told belongs to this attempt
    session_.on_refused(Clock::now());
}

// What came back since the last send (ICMP), which the next send would be told instead of being performed.
void UdpTransport::notice_refusal() {
    if (!socket_.is_open()) return;
    int code = 0;
    socklen_t size = sizeof code;
    if (::getsockopt(socket_.native_handle(), SOL_SOCKET, SO_ERROR, &code, &size) != 0 || code == 0) return;
    failed(ErrorCode(code, boost::system::system_category()));
}

void UdpTransport::wait_until(Clock::time_point time) {
    timer_.expires_at(time);
    timer_.async_wait(guarded([this](const ErrorCode& error) {
        if (!error) run();
    }));
}

void UdpTransport::tell_change() {
    const CollectorState state = session_.state();
    if (state == told_) return;
    told_ = state;
    outbox_.update([&](CollectorReport& report) {
        report.state = state;
        if (state == CollectorState::reachable) report.reason.clear();
    });
    if (events_.on_change) events_.on_change(report());
}

}  // namespace exporter
