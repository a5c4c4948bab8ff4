// SPDX-License-Identifier: Apache-2.0
// One connection of a client: HTTP/1.1 (RFC 9112) by Beast, with limits for everything a client can make large or slow.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "probe/api/service.hpp"

namespace probe::api {

struct Limits {
    std::size_t header_octets = 8192;                                            // else 431
    std::size_t body_octets = 1 << 16;                                           // else 413
    std::chrono::milliseconds whole_request{10'000};                             // from its first octet to its last; else 408
    std::chrono::milliseconds before_request{10'000}, between_requests{60'000};  // silence; then the connection is closed
    std::chrono::milliseconds answering{15'000};  // until the worker has told what is asked for; else 503
    std::chrono::milliseconds taking{30'000};     // until the client has taken the answer; then the connection is closed
    std::size_t connections = 1024;               // beyond: 503
};

// What all connections of one listening socket share.
struct Door {
    Service& service;
    Limits limits;
    std::function<Role(std::string_view authorization)> role_of;
    std::shared_ptr<std::size_t> open = std::make_shared<std::size_t>(0);  // connections; of all doors
    bool is_for_anybody = false;  // who asks needs no token: only by address, see is_address_or_localhost()
};

// Each keeps itself alive until it ends. `door` must outlive the run of the io_context.
void serve(boost::asio::local::stream_protocol::socket socket, const Door& door);
void serve(boost::asio::ip::tcp::socket socket, const Door& door);
void serve(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls, const Door& door);

}  // namespace probe::api
