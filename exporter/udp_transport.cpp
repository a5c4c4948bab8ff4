// SPDX-License-Identifier: Apache-2.0
#include "exporter/udp_transport.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include <utility>

namespace exporter {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

void count(Amount& amount, const Message& message) {
    if (message.kind != Message::Kind::data) return;
    ++amount.messages;
    amount.records += message.records;
}

bool would_block(const boost::system::error_code& error) {
    return error == asio::error::would_block || error == asio::error::try_again || error == asio::error::no_buffer_space;
}

}  // namespace

UdpTransport::UdpTransport(asio::io_context& io, CollectorAddress address, const TransportSettings& settings,
                           TransportEvents events)
    : socket_(io),
      resolver_(io),
      timer_(io),
      io_(io),
      settings_(settings),
      events_(std::move(events)),
      session_(settings.session),
      queue_(settings.queue_messages) {
    report_.address = std::move(address);
    wake();
}

void UdpTransport::push(SharedMessage message) {
    {
        std::unique_lock lock(mutex_);
        if (queue_.is_full() && !is_away() && !stalled_)
            stalled_ = !changed_.wait_for(lock, settings_.longest_push, [this] { return !queue_.is_full() || is_away(); });
        while (queue_.is_full()) give_up_front(lock);
        queue_.push(std::move(message));
    }
    wake();
}

void UdpTransport::finish(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return queue_.is_empty() || is_away(); });
    while (!queue_.is_empty()) give_up_front(lock);
}

CollectorReport UdpTransport::report() const {
    const std::lock_guard lock(mutex_);
    CollectorReport report = report_;
    report.counters.waiting = queue_.size();
    return report;
}

bool UdpTransport::is_away() const {
    return report_.state == CollectorState::unresolved || report_.state == CollectorState::unreachable;
}

void UdpTransport::give_up_front(std::unique_lock<std::mutex>& lock) {
    changed_.wait(lock, [this] { return !in_flight_; });
    if (queue_.is_empty()) return;
    CollectorCounters& counters = report_.counters;
    Amount& lost = report_.state == CollectorState::unresolved    ? counters.lost_unresolved
                   : report_.state == CollectorState::unreachable ? counters.lost_unreachable
                                                                  : counters.lost_no_buffer;
    count(lost, *queue_.pop());
}

void UdpTransport::wake() {
    if (awake_.exchange(true)) return;
    asio::post(io_, [this] {
        awake_ = false;
        run();
    });
}

void UdpTransport::run() {
    notice_refusal();
    for (;;) {
        bool has_data;
        {
            const std::lock_guard lock(mutex_);
            has_data = !queue_.is_empty();
        }
        const CollectorSession::Step step = session_.next(Clock::now(), has_data);
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
    const CollectorAddress& address = report_.address;  // never changes
    const auto flags = asio::ip::resolver_base::numeric_service;
    resolver_.async_resolve(address.host, std::to_string(address.port), flags, [this](const ErrorCode& error, const auto& found) {
        if (error == asio::error::operation_aborted) return;
        if (error) {
            const std::lock_guard lock(mutex_);
            report_.reason =
                fmt::format("its name cannot be resolved: {}; correct the name, or look at /etc/resolv.conf", error.message());
            session_.on_not_resolved(Clock::now());
        } else {
            connect(found);
        }
        run();
    });
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
    {
        const std::lock_guard lock(mutex_);
        report_.remote = remote;
        report_.local.reset();
        if (!error) report_.local = socket_.local_endpoint(error);
    }
    if (error) return failed(error);
    last_sent_.reset();
    if (events_.on_connect) events_.on_connect();
    session_.on_resolved();
}

void UdpTransport::send_templates() {
    std::vector<SharedMessage> templates;
    std::uint32_t sequence;
    {
        const std::lock_guard lock(mutex_);
        templates = queue_.templates();
        sequence = queue_.sequence();
    }
    for (const SharedMessage& message : templates) {
        std::vector<std::byte> stamped = message->octets;
        set_export_time(stamped, epoch_seconds());
        set_sequence(stamped, sequence);
        ErrorCode error;
        socket_.send(asio::buffer(stamped), 0, error);
        if (error && !would_block(error)) return failed(error);
        last_sent_ = message;
        const std::lock_guard lock(mutex_);
        count_sent(*message);
    }
    session_.on_templates_sent(Clock::now(), !templates.empty());
}

void UdpTransport::send_front() {
    SharedMessage message;
    {
        const std::lock_guard lock(mutex_);
        if (queue_.is_empty()) return;
        message = queue_.front();
        in_flight_ = true;
    }
    ErrorCode error;
    socket_.send(asio::buffer(message->octets), 0, error);
    {
        const std::lock_guard lock(mutex_);
        in_flight_ = false;
        if (!error) count_sent(*queue_.pop());
        if (error == asio::error::message_size) count(report_.counters.lost_no_buffer, *queue_.pop());
    }
    changed_.notify_all();
    if (error == asio::error::message_size) return;
    if (error) return failed(error);
    last_sent_ = message;
    if (message->kind == Message::Kind::data || message->kind == Message::Kind::templates)
        session_.on_data_sent(Clock::now());
    else
        session_.on_new_templates_sent(Clock::now());
}

void UdpTransport::count_sent(const Message& message) {
    stalled_ = false;
    count(report_.counters.sent, message);
    if (message.kind != Message::Kind::data) ++report_.counters.templates;
}

void UdpTransport::failed(const ErrorCode& error) {
    if (would_block(error)) {
        session_.on_blocked();
        socket_.async_wait(Udp::socket::wait_write, [this](const ErrorCode& aborted) {
            if (aborted) return;
            session_.on_writable();
            run();
        });
        return;
    }
    const std::lock_guard lock(mutex_);
    if (error == asio::error::connection_refused && last_sent_) {
        count(report_.counters.refused, *last_sent_);
        last_sent_.reset();
    }
    if (error == asio::error::connection_refused)
        report_.reason = "nobody listens at its port; start the collector, or correct the port";
    else
        report_.reason = fmt::format("{}; see the way there: ip route get {}", error.message(),
                                     report_.remote ? report_.remote->address().to_string() : report_.address.host);
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
    timer_.async_wait([this](const ErrorCode& error) {
        if (!error) run();
    });
}

void UdpTransport::tell_change() {
    const CollectorState state = session_.state();
    if (state == told_) return;
    told_ = state;
    {
        const std::lock_guard lock(mutex_);
        report_.state = state;
        if (state == CollectorState::reachable) report_.reason.clear();
    }
    changed_.notify_all();
    if (events_.on_change) events_.on_change(report());
}

}  // namespace exporter
