// SPDX-License-Identifier: Apache-2.0
// Messages over a connection: TCP, TLS over TCP, a Unix stream socket (RFC 7011 section 10.4), or SCTP (section 10.2). It performs what a StreamSession
// decides. A connection begins with the templates in force; they are not repeated while it lasts.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "exporter/backlog.hpp"
#include "exporter/connection.hpp"
#include "exporter/outbox.hpp"
#include "exporter/stream_session.hpp"

namespace exporter {

class StreamTransport final : public Transport {
 public:
    // Fails where a file that a parameter names cannot be used.
    static Result<std::unique_ptr<Transport>> make(boost::asio::io_context& io, const config::Collector& collector,
                                                   HeaderForm form, const TransportSettings& settings,
                                                   const TransportEvents& events);

    ~StreamTransport() override;

    void push(SharedMessage message) override;
    void finish(std::chrono::steady_clock::time_point deadline) override;
    // Not through a spool, which may go back to what was encoded before: a new connection is then its end.
    [[nodiscard]] bool takes_withdrawals() const override { return collector_.spool.empty(); }
    [[nodiscard]] CollectorReport report() const override { return backlog_->report(); }

 private:
    using ErrorCode = boost::system::error_code;
    using Tcp = boost::asio::ip::tcp;

    StreamTransport(boost::asio::io_context& io, const config::Collector& collector, HeaderForm form,
                    const TransportSettings& settings, TransportEvents events);

    [[nodiscard]] Result<> open_spool();
    void wake();
    void run();
    void resolve();
    [[nodiscard]] Connection::Stream::endpoint address_of(const Tcp::endpoint& resolved) const;
    void connect();
    void handshake();
    void send();
    [[nodiscard]] bool append_templates(const std::vector<SharedMessage>& templates);
    void append(const Message& message);
    void begin();
    void wait_for_end();
    void note_delivery(std::uint64_t acknowledged);
    void failed(const ErrorCode& error);
    void failed(const std::string& reason);
    void wait_until(std::chrono::steady_clock::time_point time);
    void watch();
    void settle();
    void tell_change();
    [[nodiscard]] Result<std::shared_ptr<Connection>> make_connection();

    Outbox outbox_;
    std::unique_ptr<Backlog> backlog_;
    std::atomic<bool> awake_{false};  // a call of run() is on its way
    std::atomic<bool> is_finishing_{false};
    boost::asio::io_context& io_;  // all below: on its thread
    Tcp::resolver resolver_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer watch_;
    bool is_watching_ = false;
    const config::Collector collector_;
    const TransportEvents events_;
    StreamSession session_;
    std::vector<Connection::Stream::endpoint> addresses_;
    std::shared_ptr<Connection> connection_;  // none between two attempts
    std::vector<SharedMessage> templates_;    // that this connection has been given
    std::vector<std::byte> octets_;           // that are being written
    std::uint64_t data_begin_ = 0;            // octet of the connection, behind those of the handshake
    bool has_hung_up_ = false;                // of our own accord, at the end
    bool has_parted_ = false;                 // then the collector ended its side, too, which is no news
    std::string reason_;                      // of the last failure
    CollectorState told_ = CollectorState::starting;
    std::string told_reason_;
};

}  // namespace exporter
