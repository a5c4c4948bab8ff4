// SPDX-License-Identifier: Apache-2.0
#include "probe/api/client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <cstring>
#include <limits>

namespace probe::api {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;

class Exchange {
 public:
    explicit Exchange(asio::io_context& io) : socket_(io) { parser_.body_limit(std::numeric_limits<std::uint64_t>::max()); }

    void begin(const std::string& path, const std::string& method, const std::string& target, const std::string& body) {
        request_.method_string(method);
        request_.target(target);
        request_.set(http::field::host, "localhost");
        request_.keep_alive(false);
        if (!body.empty()) request_.set(http::field::content_type, "application/json");
        request_.body() = body;
        request_.prepare_payload();
        socket_.async_connect(asio::local::stream_protocol::endpoint(path), [this](const ErrorCode& error) {
            if (error) return end(error);
            is_connected_ = true;
            http::async_write(socket_, request_, [this](const ErrorCode&, std::size_t) {
                // A server that has refused does not take it all, but has answered.
                http::async_read(socket_, buffer_, parser_, [this](const ErrorCode& why, std::size_t) { end(why); });
            });
        });
    }

    bool is_over = false;
    [[nodiscard]] bool is_connected() const { return is_connected_; }
    [[nodiscard]] const ErrorCode& error() const { return error_; }
    [[nodiscard]] Response response() {
        auto message = parser_.release();
        return {message.result_int(), std::string(message[http::field::content_type]), std::move(message.body())};
    }

 private:
    void end(const ErrorCode& error) {
        error_ = error;
        is_over = true;
    }

    asio::local::stream_protocol::socket socket_;
    http::request<http::string_body> request_;
    http::response_parser<http::string_body> parser_;
    boost::beast::flat_buffer buffer_;
    ErrorCode error_;
    bool is_connected_ = false;
};

}  // namespace

Result<Response> ask(const std::string& socket, const std::string& method, const std::string& target, const std::string& body,
                     std::chrono::milliseconds patience) {
    constexpr std::size_t kLongestPath = 107;
    if (socket.empty() || socket.size() > kLongestPath) return fail("the path of a socket has 1 to 107 octets: " + socket);
    asio::io_context io;
    Exchange exchange(io);
    exchange.begin(socket, method, target, body);
    io.run_for(patience);
    if (!exchange.is_over) return fail("no answer from " + socket + " in time; is the machine overloaded?");
    if (exchange.error() && !exchange.is_connected())
        return fail("cannot connect to " + socket + ": " + exchange.error().message() +
                    "; is `xdpflow run` running, and may you use its socket (--socket)?");
    if (exchange.error()) return fail("no whole answer from " + socket + ": " + exchange.error().message());
    return exchange.response();
}

}  // namespace probe::api
