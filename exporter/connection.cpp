// SPDX-License-Identifier: Apache-2.0
#include "exporter/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "exporter/tcp_progress.hpp"

namespace exporter {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Udp = asio::ip::udp;

template <class Protocol>
typename Protocol::endpoint to_ip(const Connection::Stream::endpoint& generic) {
    typename Protocol::endpoint endpoint;
    const std::size_t size = std::min(generic.size(), endpoint.capacity());
    std::memcpy(endpoint.data(), generic.data(), size);
    endpoint.resize(size);
    return endpoint;
}

Endpoint as_reported(const Connection::Stream::endpoint& generic) {
    const auto endpoint = to_ip<Tcp>(generic);
    return Endpoint{endpoint.address(), endpoint.port()};
}

}  // namespace

bool Connection::is_unix() const { return remote_.protocol().family() == AF_UNIX; }

Connection::ErrorCode Connection::open() {
    ErrorCode error;
    socket_.open(remote_.protocol(), error);
    if (error || is_unix()) return error;
    if (error = choose_local(); error) return error;
    return tune();
}

Connection::ErrorCode Connection::tune() {
    ErrorCode error;
    socket_.set_option(Tcp::no_delay(true), error);  // messages are large, and what is acknowledged is to be known soon
    if (!error) socket_.set_option(asio::socket_base::keep_alive(true), error);
    return error;
}

// A datagram socket is told the address that TCP would use as well, and sends nothing for it.
Connection::ErrorCode Connection::choose_local() {
    const auto remote = to_ip<Udp>(remote_);
    Udp::socket scout(socket_.get_executor());
    ErrorCode error;
    scout.open(remote.protocol(), error);
    if (!error) scout.connect(remote, error);
    Udp::endpoint local;
    if (!error) local = scout.local_endpoint(error);
    if (!error) socket_.bind(Tcp::endpoint(local.address(), 0), error);
    return error;
}

void Connection::connect(Done done) {
    socket_.async_connect(remote_, [this, self = shared_from_this(), done = std::move(done)](const ErrorCode& error) {
        if (const auto progress = tcp_progress(socket_.native_handle()); !error && progress)
            acknowledged_before_ = progress->acknowledged;
        done(error);
    });
}

void Connection::write(std::span<const std::byte> octets, Written written) {
    written_ = std::move(written);
    start_write(octets, [this](const ErrorCode& error, std::size_t size) { on_written(error, size); });
}

void Connection::start_write(std::span<const std::byte> octets, Written written) {
    asio::async_write(socket_, asio::buffer(octets.data(), octets.size()),
                      [this, self = shared_from_this(), written = std::move(written)](const ErrorCode& error, std::size_t size) {
                          given_ += size;
                          written(error, size);
                      });
}

void Connection::wait_for_end(Done done) {
    ended_ = std::move(done);
    start_waiting([this](const ErrorCode& error) { on_end(error); });
}

void Connection::start_waiting(Done done) {
    const auto buffer = asio::buffer(received_);
    socket_.async_receive(buffer, [this, self = shared_from_this(), done = std::move(done)](const ErrorCode& error, std::size_t) {
        if (error)
            done(error);
        else
            start_waiting(done);
    });
}

// The kernel tells ECONNRESET once: to the read or to the write, whichever comes first. The other one is then told EOF or EPIPE, and may
// be the first to call back. So neither is believed before the other one was heard.
void Connection::on_written(const ErrorCode& error, std::size_t octets) {
    const Written written = std::exchange(written_, nullptr);
    if (error != asio::error::broken_pipe) {
        written(error, octets);
        if (read_end_ && !error && ended_) std::exchange(ended_, nullptr)(*read_end_);
    } else if (read_end_) {
        written(*read_end_, octets);
    } else {
        broken_off_ = octets;
        written_ = written;
    }
}

void Connection::on_end(const ErrorCode& error) {
    read_end_ = error;
    if (broken_off_) return std::exchange(written_, nullptr)(error, *broken_off_);
    if (error == asio::error::eof && written_ && is_over()) return;
    if (ended_) std::exchange(ended_, nullptr)(error);
}

void Connection::finish() {
    ErrorCode ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

void Connection::close() {
    ErrorCode ignored;
    socket_.close(ignored);
}

// A Unix socket's octets are gone when they are read, but also when the reader's end is closed: what was not known to be read by then
// was perhaps not. The end is noted before the octets go, so it is looked at after them.
std::uint64_t Connection::acknowledged() {
    if (!is_unix()) {
        if (const auto progress = tcp_progress(socket_.native_handle())) {
            const std::uint64_t octets = progress->acknowledged - std::min(acknowledged_before_, progress->acknowledged);
            acknowledged_ = std::max(acknowledged_, octets);
        }
        return acknowledged_;
    }
    int unread = 0;
    if (::ioctl(socket_.native_handle(), SIOCOUTQ, &unread) == 0 && unread == 0 && !is_over()) acknowledged_ = given_;
    return acknowledged_;
}

bool Connection::is_over() {
    pollfd one{socket_.native_handle(), POLLIN, 0};
    return ::poll(&one, 1, 0) != 0 && (one.revents & (POLLERR | POLLHUP)) != 0;
}

Connection::End Connection::end_of(const ErrorCode& error) {
    const bool all_read = error == asio::error::eof;
    return {all_read && is_unix() ? given() : acknowledged(), all_read};
}

bool Connection::is_silent() {
    const auto progress = tcp_progress(socket_.native_handle());
    return progress && progress->is_silent;
}

std::optional<Endpoint> Connection::local() const {
    ErrorCode error;
    const auto endpoint = socket_.local_endpoint(error);
    if (error || is_unix()) return std::nullopt;
    return as_reported(endpoint);
}

std::optional<Endpoint> Connection::remote() const {
    if (is_unix()) return std::nullopt;
    return as_reported(remote_);
}

std::string Connection::explain(const ErrorCode& error) {
    if (error == asio::error::connection_refused)
        return is_unix() ? "nobody listens at this socket; start the collector"
                         : "nobody listens at its port; start the collector, or correct the port";
    if (error == asio::error::eof || error == asio::error::connection_reset || error == asio::error::broken_pipe)
        return "it has ended the connection; look at what the collector says";
    if (is_unix()) return fmt::format("{}; start the collector, or correct the path", error.message());
    if (error == asio::error::timed_out) return "it does not answer; see whether it runs, and whether a firewall is on the way";
    return fmt::format("{}; see the way there: ip route get {}", error.message(), as_reported(remote_).address.to_string());
}

}  // namespace exporter
