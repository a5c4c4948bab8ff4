// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/stream_listener.hpp"

#include <chrono>
#include <utility>

#include "probe/collect/connection.hpp"

namespace probe::collect {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

Result<std::unique_ptr<StreamListener>> StreamListener::make(asio::io_context& io, const Source& source,
                                                             std::unique_ptr<asio::ssl::context> tls, Receiver& receiver) {
    std::unique_ptr<StreamListener> made(new StreamListener(io, std::move(tls), receiver));
    const char* scheme = made->tls_ ? "tls" : "tcp";
    if (auto bound = bind_to<Tcp>(io, source, scheme, made->acceptor_); !bound) return tl::unexpected(bound.error());
    ErrorCode error;
    made->acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return fail(fmt::format("cannot listen at {}: {}", made->address(), error.message()));
    made->accept();
    return made;
}

std::string StreamListener::address() const {
    ErrorCode ignored;
    return url_of(tls_ ? "tls" : "tcp", acceptor_.local_endpoint(ignored));
}

void StreamListener::accept() {
    acceptor_.async_accept([this](const ErrorCode& error, Tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) {
            take(std::move(socket));
            return accept();
        }
        receiver_.problems.tell(Problem::connection, fmt::format("cannot take a connection: {}", error.message()));
        retry_.expires_after(std::chrono::seconds(1));  // too many open files, say: it would be the same at once
        retry_.async_wait([this](const ErrorCode& aborted) {
            if (!aborted) accept();
        });
    });
}

void StreamListener::take(Tcp::socket socket) {
    ErrorCode error;
    const auto remote = socket.remote_endpoint(error);
    if (error) return;  // gone already
    const std::string session = url_of(tls_ ? "tls" : "tcp", remote);
    if (counts_->open >= kMostConnections) {
        ++counts_->refused;
        return receiver_.problems.tell(Problem::connection,
                                       fmt::format("{}: refused, because there are {} connections", session, kMostConnections));
    }
    if (tls_)
        make_connection<TlsStream>(session, counts_, receiver_, std::move(socket), *tls_);
    else
        make_connection<asio::ip::tcp::socket>(session, counts_, receiver_, std::move(socket));
}

}  // namespace probe::collect
