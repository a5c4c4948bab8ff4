// SPDX-License-Identifier: Apache-2.0
// One connection to a collector, over TCP or a Unix stream socket (or what is derived from it): it sends, and knows how much of that has arrived. Used once: a new
// attempt is a new connection.
//
// How a connection ends says what became of the octets that the other system has acknowledged. Linux, and most others, send RST instead
// of FIN where a socket is closed, or its process dies, with octets in it that nobody has read (RFC 2525 section 2.17). A FIN that came
// first hence means that all acknowledged octets were read.
//
// All on the thread of the io_context. Each operation keeps the connection until it has called back.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "exporter/transport.hpp"

namespace exporter {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
    using ErrorCode = boost::system::error_code;
    using Stream = boost::asio::generic::stream_protocol;
    using Done = std::function<void(const ErrorCode&)>;
    using Written = std::function<void(const ErrorCode&, std::size_t octets)>;

    // The most that can be acknowledged and unread: Linux' largest receive buffer without settings of its own (net.ipv4.tcp_rmem) is
    // 6 MiB, since 6.16 32 MiB.
    static constexpr std::uint64_t kMostUnread = 32U << 20;

    Connection(boost::asio::io_context& io, Stream::endpoint remote) : socket_(io), remote_(std::move(remote)) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    // Opens the socket. Of TCP it also gets the address and port that connect() uses, for whoever must know before the first segment.
    [[nodiscard]] ErrorCode open();
    void connect(Done done);
    virtual void handshake(Done done) { done({}); }

    // All of them; the octets stay valid until it calls back. After an error, `octets` is how many may have left.
    void write(std::span<const std::byte> octets, Written written);

    // Calls back once, when the connection has ended, unless write() does. What a collector sends is of no meaning and thrown away.
    // To be called before the first write().
    void wait_for_end(Done done);

    // Says that nothing more follows. The collector may still read; its end of the connection is waited for as above.
    virtual void finish();
    void close();

    // Octets that were given to the system so far, and how many of these the collector's system has acknowledged; of a Unix socket the
    // collector itself has read them.
    [[nodiscard]] virtual std::uint64_t given() { return given_; }
    [[nodiscard]] virtual std::uint64_t acknowledged();
    // The most of the acknowledged ones that the collector may not have read.
    [[nodiscard]] std::uint64_t most_unread() const { return is_unix() ? 0 : kMostUnread; }
    // When the connection has ended with this error: what was acknowledged, and whether the collector had read all of that.
    struct End {
        std::uint64_t acknowledged = 0;
        bool all_read = false;
    };
    [[nodiscard]] virtual End end_of(const ErrorCode& error);
    // Whether the other system has not been heard of for long, though it should have answered.
    [[nodiscard]] bool is_silent();

    // Of TCP and SCTP: both ends, once it is open.
    [[nodiscard]] std::optional<Endpoint> local() const;
    [[nodiscard]] std::optional<Endpoint> remote() const;

    // The error in words that say what to do.
    [[nodiscard]] virtual std::string explain(const ErrorCode& error);

 protected:
    [[nodiscard]] Stream::socket& socket() { return socket_; }
    [[nodiscard]] std::span<std::byte> received() { return received_; }
    // Sets what the socket of this protocol needs, before it is connected.
    [[nodiscard]] virtual ErrorCode tune();
    void count_given(std::size_t octets) { given_ += octets; }
    virtual void start_write(std::span<const std::byte> octets, Written written);
    virtual void start_waiting(Done done);

 private:
    void on_written(const ErrorCode& error, std::size_t octets);
    void on_end(const ErrorCode& error);
    [[nodiscard]] bool is_unix() const;
    [[nodiscard]] bool is_over();
    [[nodiscard]] ErrorCode choose_local();

    Stream::socket socket_;
    Stream::endpoint remote_;
    std::uint64_t given_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::uint64_t acknowledged_before_ = 0;  // when it was connected: the SYN
    std::array<std::byte, 4096> received_{};
    Written written_;  // while something is being written
    Done ended_;       // until the end was told
    std::optional<ErrorCode> read_end_;
    std::optional<std::size_t> broken_off_;  // written until EPIPE
};

}  // namespace exporter
