// SPDX-License-Identifier: Apache-2.0
// Messages over TCP and TLS (RFC 7011 section 10.4): one behind the other; a session is a connection.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <string>

#include "probe/collect/listening.hpp"

namespace probe::collect {

class StreamListener {
 public:
    static constexpr std::size_t kMostConnections = 256;

    // Begins to listen; what comes is read while the io_context runs. Without `tls`: TCP.
    static Result<std::unique_ptr<StreamListener>> make(boost::asio::io_context& io, const Source& source,
                                                        std::unique_ptr<boost::asio::ssl::context> tls, Receiver& receiver);

    // "tcp://[::]:4739", with the port that was found.
    [[nodiscard]] std::string address() const;

    // Connections that were not let in: too many, no TLS, a certificate that is not good.
    [[nodiscard]] std::uint64_t refused() const { return counts_->refused; }

    // Connections live as long as their handlers, which may be longer than the listener.
    struct Counts {
        std::size_t open = 0;
        std::uint64_t refused = 0;
    };

 private:
    using Tcp = boost::asio::ip::tcp;

    StreamListener(boost::asio::io_context& io, std::unique_ptr<boost::asio::ssl::context> tls, Receiver& receiver)
        : acceptor_(io),
          retry_(io),
          tls_(std::move(tls)),
          receiver_(receiver) {}
    void accept();
    void take(Tcp::socket socket);

    Tcp::acceptor acceptor_;
    boost::asio::steady_timer retry_;
    std::unique_ptr<boost::asio::ssl::context> tls_;  // null: TCP
    Receiver& receiver_;
    std::shared_ptr<Counts> counts_ = std::make_shared<Counts>();
};

}  // namespace probe::collect
