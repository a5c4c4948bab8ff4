// SPDX-License-Identifier: Apache-2.0
// A collector at the other end of a connection, for tests: accepts, reads when it is told to, ends in one way or the other. And the
// messages it is sent: their header is IPFIX's, their body begins with a number of their own.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "exporter/message.hpp"

namespace exporter::testing {

// One record each, unless said otherwise.
SharedMessage numbered(std::uint32_t number, std::size_t octets = 200, std::uint32_t records = 1);
SharedMessage template_message(std::uint32_t number, Message::Kind kind = Message::Kind::new_templates);

struct Arrived {
    bool is_template;
    std::uint32_t number;
    std::uint32_t sequence;
};

class StreamCollector {
 public:
    using Tcp = boost::asio::ip::tcp;
    using Local = boost::asio::local::stream_protocol;

    StreamCollector(boost::asio::io_context& io, const boost::asio::ip::address& address, std::uint16_t port = 0);
    StreamCollector(boost::asio::io_context& io, const std::string& path);

    [[nodiscard]] std::uint16_t port() const { return tcp_->local_endpoint().port(); }
    [[nodiscard]] std::uint16_t peer_port() const { return peer_port_; }
    void accept();  // whoever waits; the connection before is forgotten
    // Accepts if need be and reads at most so many octets.
    void read(std::size_t most = SIZE_MAX);
    [[nodiscard]] bool has_connection() const { return connection_ != nullptr; }
    [[nodiscard]] bool has_ended() const { return has_ended_; }
    // Closes connection and listener: the system sends FIN, or RST if something was not read.
    void die();
    void write(const std::string& text);  // what no collector does

    // Of all connections.
    [[nodiscard]] const std::vector<Arrived>& arrived() const { return arrived_; }
    [[nodiscard]] std::string kinds() const;  // T and D; | between connections

 private:
    void begin();
    void parse();

    boost::asio::io_context& io_;
    std::unique_ptr<Tcp::acceptor> tcp_;
    std::unique_ptr<Local::acceptor> local_;
    std::unique_ptr<boost::asio::generic::stream_protocol::socket> connection_;
    std::uint16_t peer_port_ = 0;
    bool has_ended_ = false;
    std::vector<std::byte> octets_;
    std::vector<Arrived> arrived_;
    std::vector<std::size_t> begins_;  // of connections, in arrived_
};

}  // namespace exporter::testing
