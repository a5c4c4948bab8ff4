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

Result<> check_path(const std::string& socket) {
    constexpr std::size_t kLongestPath = 107;
    if (socket.empty() || socket.size() > kLongestPath) return fail("the path of a socket has 1 to 107 octets: " + socket);
    return {};
}

std::string no_connection(const std::string& socket, const ErrorCode& error) {
    return "cannot connect to " + socket + ": " + error.message() +
           "; is `xdpflow run` running, and may you use its socket (--socket)?";
}

}  // namespace

Result<Response> ask(const std::string& socket, const std::string& method, const std::string& target, const std::string& body,
                     std::chrono::milliseconds patience) {
    if (auto sound = check_path(socket); !sound) return tl::unexpected(sound.error());
    asio::io_context io;
    Exchange exchange(io);
    exchange.begin(socket, method, target, body);
    io.run_for(patience);
    if (!exchange.is_over) return fail("no answer from " + socket + " in time; is the machine overloaded?");
    if (exchange.error() && !exchange.is_connected()) return fail(no_connection(socket, exchange.error()));
    if (exchange.error()) return fail("no whole answer from " + socket + ": " + exchange.error().message());
    return exchange.response();
}

Result<Response> follow(const std::string& socket, const std::string& target,
                        const std::function<bool(const std::string& part)>& take) {
    if (auto sound = check_path(socket); !sound) return tl::unexpected(sound.error());
    asio::io_context io;
    asio::local::stream_protocol::socket stream(io);
    ErrorCode error;
    stream.connect(asio::local::stream_protocol::endpoint(socket), error);
    if (error) return fail(no_connection(socket, error));
    http::request<http::empty_body> request(http::verb::get, target, 11);
    request.set(http::field::host, "localhost");
    http::write(stream, request, error);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(boost::none);
    parser.eager(true);
    std::string& body = parser.get().body();
    while (!error && !parser.is_done()) {
        http::read_some(stream, buffer, parser, error);
        if (error || !parser.is_header_done() || parser.get().result() != http::status::ok) continue;
        if (!body.empty() && !take(body)) break;
        body.clear();
    }
    if (error && error != http::error::end_of_stream) return fail("no whole answer from " + socket + ": " + error.message());
    return Response{parser.get().result_int(), std::string(parser.get()[http::field::content_type]), std::move(body)};
}

}  // namespace probe::api
