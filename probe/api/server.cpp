// SPDX-License-Identifier: Apache-2.0
#include "probe/api/server.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "probe/api/problem.hpp"
#include "probe/api/unix_socket.hpp"
#include "probe/collect/listening.hpp"

namespace probe::api {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Tcp = asio::ip::tcp;

Server::Server(asio::io_context& io, const ServerSettings& settings, Service& service)
    : io_(io),
      local_{service, settings.limits, [](std::string_view) { return Role::admin; }},
      remote_{
          service, settings.limits,
          [this](std::string_view authorization) { return access_.is_empty() ? Role::reader : access_.role_of(authorization); },
          local_.open},
      retry_(io) {}

Server::~Server() {
    if (socket_) ::unlink(path_.c_str());
}

Result<std::unique_ptr<Server>> Server::make(asio::io_context& io, const ServerSettings& settings, Service& service) {
    if (settings.listen.empty() && !(settings.tls.certificate + settings.tls.key + settings.tokens).empty())
        return fail("control-cert, control-key and control-tokens are for control-listen, which is not set");
    std::unique_ptr<Server> server(new Server(io, settings, service));
    if (!settings.listen.empty())
        if (auto listens = server->listen_at_port(settings); !listens) return tl::unexpected(listens.error());
    if (!settings.socket.empty()) {
        auto acceptor = listen_at(io, settings.socket);
        if (!acceptor) return tl::unexpected(acceptor.error());
        server->path_ = settings.socket;
        server->socket_.emplace(std::move(*acceptor));
        server->accept(*server->socket_, server->local_);
    }
    if (server->port_) server->accept(*server->port_, server->remote_);
    return server;
}

Result<> Server::listen_at_port(const ServerSettings& settings) {
    const auto source = probe::collect::parse_source("tcp://" + settings.listen);
    if (!source) return fail("control-listen: " + source.error().message);
    if (!settings.tls.certificate.empty()) {
        auto context = probe::collect::make_server_context(settings.tls);
        if (!context) return tl::unexpected(context.error());
        tls_ = std::move(*context);
    }
    if (!settings.tokens.empty()) {
        auto access = Access::load(settings.tokens);
        if (!access) return tl::unexpected(access.error());
        access_ = std::move(*access);
    }
    remote_.is_for_anybody = access_.is_empty();
    const char* scheme = tls_ ? "https" : "http";
    port_.emplace(io_);
    if (auto bound = probe::collect::bind_to<Tcp>(io_, *source, scheme, *port_); !bound) return bound;
    const auto address = port_->local_endpoint().address();
    if (!address.is_loopback() && (!tls_ || access_.is_empty()))
        return fail(
            fmt::format("control-listen: {} can be reached by other machines, which needs both TLS (control-cert, control-key) "
                        "and tokens (control-tokens); or listen at 127.0.0.1",
                        settings.listen));
    ErrorCode error;
    port_->listen(asio::socket_base::max_listen_connections, error);
    return error ? fail(fmt::format("cannot listen at {}: {}", settings.listen, error.message())) : Result<>();
}

std::string Server::address() const {
    ErrorCode ignored;
    return port_ ? probe::collect::url_of(tls_ ? "https" : "http", port_->local_endpoint(ignored)) : "";
}

template <class Acceptor>
void Server::accept(Acceptor& acceptor, const Door& door) {
    acceptor.async_accept([this, &acceptor, &door](const ErrorCode& error, auto socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) {
            take(std::move(socket), door);
            return accept(acceptor, door);
        }
        retry_.expires_after(std::chrono::seconds(1));  // too many open files, say: it would be the same at once
        retry_.async_wait([this, &acceptor, &door](const ErrorCode&) { accept(acceptor, door); });
    });
}

template <class Socket>
void Server::take(Socket socket, const Door& door) {
    const bool has_tls = std::is_same_v<Socket, Tcp::socket> && tls_;
    if (*door.open >= door.limits.connections) {
        // One small answer without waiting; with TLS there is none without a handshake.
        const std::string body = too_busy("too many connections; try again").body;
        const std::string text = fmt::format("HTTP/1.1 503 {}\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n"
                                             "Connection: close\r\nContent-Length: {}\r\n\r\n{}",
                                             reason_of(503), body.size(), body);
        ErrorCode ignored;
        socket.non_blocking(true, ignored);
        if (!has_tls) socket.write_some(asio::buffer(text), ignored);
        return;
    }
    if constexpr (std::is_same_v<Socket, Tcp::socket>) {
        if (tls_) return serve(std::move(socket), *tls_, door);
    }
    serve(std::move(socket), door);
}

}  // namespace probe::api
