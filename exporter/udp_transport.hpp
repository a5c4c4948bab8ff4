// SPDX-License-Identifier: Apache-2.0
// Messages as datagrams. It performs what a CollectorSession decides.
#pragma once

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>

#include "exporter/outbox.hpp"

namespace exporter {

class UdpTransport final : public Transport {
 public:
    UdpTransport(boost::asio::io_context& io, const config::Collector& collector, HeaderForm form,
                 const TransportSettings& settings, TransportEvents events);

    void push(SharedMessage message) override;
    void finish(std::chrono::steady_clock::time_point deadline) override { outbox_.finish(deadline); }
    [[nodiscard]] CollectorReport report() const override { return outbox_.report(); }

 private:
    using Udp = boost::asio::ip::udp;
    using ErrorCode = boost::system::error_code;

    void wake();
    void run();
    void resolve();
    void connect(const Udp::resolver::results_type& found);
    void send_templates();
    void send_front();
    [[nodiscard]] ErrorCode send(const Message& message);
    void failed(const ErrorCode& error);
    void notice_refusal();
    void wait_until(std::chrono::steady_clock::time_point time);
    void tell_change();

    Outbox outbox_;
    std::atomic<bool> awake_{false};  // a call of run() is on its way
    boost::asio::io_context& io_;     // all below: on its thread
    Udp::socket socket_;
    Udp::resolver resolver_;
    boost::asio::steady_timer timer_;
    const config::Collector collector_;
    const TransportEvents events_;
    CollectorSession session_;
    CollectorState told_ = CollectorState::starting;
    bool are_new_ = false;     // the templates that were sent last: nobody had seen them
    SharedMessage last_sent_;  // what a refusal is about
};

}  // namespace exporter
