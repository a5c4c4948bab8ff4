// SPDX-License-Identifier: Apache-2.0
// Listens for clients of the API: at a Unix socket, and if asked for at a TCP port, with TLS or without.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <string>

#include "probe/api/access.hpp"
#include "probe/api/connection.hpp"
#include "probe/collect/tls.hpp"

namespace probe::api {

struct ServerSettings {
    std::string socket{};            // path; empty: none
    std::string listen{};            // "HOST:PORT" for TCP; empty: none
    probe::collect::TlsFiles tls{};  // files; no certificate: TCP without TLS
    std::string tokens{};            // file, see access.hpp; empty: over TCP everybody may read, and nobody change
    Limits limits{};
};

class Server {
 public:
    // Begins to listen; requests are served while the io_context runs. Refuses to listen at other addresses than those of the loopback
    // interface without both TLS and tokens. The rest must outlive this, and this the run of the io_context.
    static Result<std::unique_ptr<Server>> make(boost::asio::io_context& io, const ServerSettings& settings, Service& service);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();  // takes the socket's file away

    // "https://127.0.0.1:8443" with the port that was found; empty: no TCP.
    [[nodiscard]] std::string address() const;

 private:
    template <class Acceptor>
    void accept(Acceptor& acceptor, const Door& door);
    template <class Socket>
    void take(Socket socket, const Door& door);

    Server(boost::asio::io_context& io, const ServerSettings& settings, Service& service);
    Result<> listen_at_port(const ServerSettings& settings);

    boost::asio::io_context& io_;
    Access access_;
    std::unique_ptr<boost::asio::ssl::context> tls_;  // null: none
    Door local_, remote_;
    std::string path_;
    std::optional<boost::asio::local::stream_protocol::acceptor> socket_;
    std::optional<boost::asio::ip::tcp::acceptor> port_;
    boost::asio::steady_timer retry_;
};

}  // namespace probe::api
