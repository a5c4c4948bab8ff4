// SPDX-License-Identifier: Apache-2.0
// One connection of a StreamListener: reads messages until the other side ends, or what comes is none. It lives in its handlers.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "probe/collect/message.hpp"
#include "probe/collect/stream_listener.hpp"
#include "probe/collect/tls.hpp"

namespace probe::collect {

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

template <class Stream>
class Connection : public std::enable_shared_from_this<Connection<Stream>> {
 public:
    // `stream`: what a stream is made from.
    template <class... Parts>
    Connection(std::string session, std::shared_ptr<StreamListener::Counts> counts, Receiver& receiver, Parts&&... stream)
        : session_(std::move(session)),
          counts_(std::move(counts)),
          receiver_(receiver),
          stream_(std::forward<Parts>(stream)...),
          deadline_(stream_.get_executor()) {
        ++counts_->open;
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { --counts_->open; }

    void start() {
        if constexpr (std::is_same_v<Stream, TlsStream>)
            shake_hands();
        else
            read_header();
    }

 private:
    using ErrorCode = boost::system::error_code;
    static constexpr std::chrono::seconds kLongestHandshake{10};

    void shake_hands() {
        deadline_.expires_after(kLongestHandshake);
        deadline_.async_wait([self = this->shared_from_this()](const ErrorCode& error) {
            ErrorCode ignored;
            if (!error) self->stream_.lowest_layer().close(ignored);
        });
        stream_.async_handshake(boost::asio::ssl::stream_base::server, [self = this->shared_from_this()](const ErrorCode& error) {
            self->deadline_.cancel();
            if (!error) return self->read_header();
            ++self->counts_->refused;
            self->receiver_.problems.tell(
                Problem::connection,
                fmt::format("{}: {}", self->session_, handshake_failure(self->stream_.native_handle(), error)));
        });
    }

    void read_header() {
        const auto header = boost::asio::buffer(message_.data(), kHeaderOctets);
        boost::asio::async_read(stream_, header, [self = this->shared_from_this()](const ErrorCode& error, std::size_t octets) {
            if (error) return self->end(error, octets > 0);
            const auto known = collect::read_header(std::span(self->message_).first(octets));
            if (known) return self->read_rest(known->octets);
            self->receiver_.collector.on_malformed(self->session_, known.error().text() + "; the connection is closed");
            self->close();
        });
    }

    void read_rest(std::size_t octets) {
        const auto rest = boost::asio::buffer(message_.data(), octets) + kHeaderOctets;
        boost::asio::async_read(stream_, rest, [self = this->shared_from_this(), octets](const ErrorCode& error, std::size_t) {
            if (error) return self->end(error, true);
            if (self->receiver_.collector.is_done()) return;
            self->receiver_.collector.on_message(self->session_, std::span(self->message_).first(octets));
            ErrorCode ignored;
            if (self->receiver_.collector.is_done() || self->stream_.lowest_layer().available(ignored) == 0)
                self->receiver_.on_pause();
            self->read_header();
        });
    }

    void end(const ErrorCode& error, bool inside_message) {
        if (error == boost::asio::error::operation_aborted) return;
        const bool is_end = error == boost::asio::error::eof || error == boost::asio::ssl::error::stream_truncated;
        if (!is_end)
            receiver_.problems.tell(Problem::connection, fmt::format("{}: connection lost: {}", session_, error.message()));
        if (inside_message) receiver_.collector.on_malformed(session_, "the connection ends in the middle of it");
        close();
    }

    void close() {
        receiver_.collector.on_end(session_);
        receiver_.on_pause();
    }

    const std::string session_;
    const std::shared_ptr<StreamListener::Counts> counts_;
    Receiver& receiver_;
    Stream stream_;
    boost::asio::steady_timer deadline_;
    std::vector<std::byte> message_ = std::vector<std::byte>(kMostMessageOctets);
};

template <class Stream, class... Parts>
void make_connection(Parts&&... parts) {
    std::make_shared<Connection<Stream>>(std::forward<Parts>(parts)...)->start();
}

}  // namespace probe::collect
