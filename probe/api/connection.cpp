// SPDX-License-Identifier: Apache-2.0
#include "probe/api/connection.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "bpf/one_line.hpp"
#include "probe/api/access.hpp"
#include "probe/api/problem.hpp"

namespace probe::api {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using Message = http::response<http::string_body>;

constexpr std::chrono::seconds kLingering{2}, kHeartbeat{15};

Request request_of(http::request<http::string_body>&& from) {
    const auto field = [&](http::field name) { return std::string(from[name]); };
    return {std::string(from.method_string()), std::string(from.target()),        std::move(from.body()),
            field(http::field::content_type),  field(http::field::authorization), std::string(from["Last-Event-ID"])};
}

Message message_of(Response&& from, bool keep_alive) {
    Message message(static_cast<http::status>(from.status), 11);
    message.reason(reason_of(from.status));
    message.set(http::field::server, "xdpflow/" XDPFLOW_VERSION);
    message.set(http::field::cache_control, "no-store");
    if (!from.content_type.empty()) message.set(http::field::content_type, from.content_type);
    for (const Header& header : from.headers) message.set(header.name, header.value);
    message.keep_alive(keep_alive);
    if (from.status != 204) message.content_length(from.body.size());
    if (!from.has_no_body) message.body() = std::move(from.body);
    return message;
}

// The status for a request that is none.
Response refusal(const ErrorCode& error, const Limits& limits) {
    if (error == http::error::header_limit)
        return problem(431, fmt::format("the header has more than {} octets", limits.header_octets));
    if (error == http::error::body_limit)
        return problem(413, fmt::format("the body has more than {} octets", limits.body_octets));
    return problem(400, "this is not HTTP/1.1: " + bpf::one_line(error.message()));
}

template <class Stream>
auto& lowest(Stream& stream) {
    if constexpr (requires { stream.next_layer(); })
        return stream.next_layer();
    else
        return stream;
}

// A request is read, answered, then the next one. Whatever waits has one timer: what happens when it fires depends on what waits.
template <class Stream>
class Connection final : public Listener, public std::enable_shared_from_this<Connection<Stream>> {
 public:
    Connection(Stream stream, const Door& door)
        : stream_(std::move(stream)),
          timer_(stream_.get_executor()),
          door_(door),
          open_(door.open) {
        ++*open_;
    }
    ~Connection() override { --*open_; }

    void start() {
        if constexpr (requires { stream_.next_layer(); }) {
            expire(door_.limits.before_request, [](Connection& self) { self.close(); });
            stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](const ErrorCode& error) {
                if (!error) self->wait();
            });
        } else {
            wait();
        }
    }

    void on_events() override {
        if (!listens_ || writes_) return;
        std::string text;
        for (const Event& event : door_.service.events().after(heard_)) {
            heard_ = event.number;
            text += event.stream_text();
        }
        if (!text.empty()) return send_events(std::move(text));
        expire(kHeartbeat, [](Connection& self) { self.send_events(":\n\n"); });
    }

 private:
    void expire(std::chrono::nanoseconds after, void (*then)(Connection&)) {
        timer_.expires_after(after);
        // It may have fired before it is set anew, and be called behind that: the number tells.
        timer_.async_wait([weak = this->weak_from_this(), then, number = ++waits_](const ErrorCode& error) {
            const auto self = weak.lock();
            if (!error && self && self->waits_ == number) then(*self);
        });
    }

    void close() {
        ErrorCode ignored;
        timer_.cancel();
        lowest(stream_).close(ignored);
    }

    // Until the first octet of the next request: silence is no mistake.
    void wait() {
        timed_out_ = false;
        if (buffer_.size() > 0) return read();
        expire(knows_ ? door_.limits.between_requests : door_.limits.before_request, [](Connection& self) { self.close(); });
        stream_.async_read_some(buffer_.prepare(kPart),
                                [self = this->shared_from_this()](const ErrorCode& error, std::size_t got) {
                                    if (error) return self->close();
                                    self->buffer_.commit(got);
                                    self->read();
                                });
    }

    void read() {
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(door_.limits.header_octets));
        parser_->body_limit(door_.limits.body_octets);
        expire(door_.limits.whole_request, [](Connection& self) {
            ErrorCode ignored;
            self.timed_out_ = true;
            lowest(self.stream_).cancel(ignored);
        });
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = this->shared_from_this()](const ErrorCode& error, std::size_t) {
                                    if (error) return self->refuse(error);
                                    self->read_body();
                                });
    }

    void read_body() {
        const auto& head = parser_->get();
        if (boost::beast::iequals(head[http::field::expect], "100-continue")) {
            static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
            return asio::async_write(stream_, asio::buffer(kContinue),
                                     [self = this->shared_from_this()](const ErrorCode& error, std::size_t) {
                                         if (error) return self->refuse(error);
                                         self->read_rest();
                                     });
        }
        read_rest();
    }

    void read_rest() {
        http::async_read(stream_, buffer_, *parser_, [self = this->shared_from_this()](const ErrorCode& error, std::size_t) {
            if (error) return self->refuse(error);
            self->answer();
        });
    }

    void refuse(const ErrorCode& error) {
        const bool is_malformed = error.category() == make_error_code(http::error::bad_method).category() &&
                                  error != http::error::end_of_stream && error != http::error::partial_message;
        if (timed_out_)
            write(
                problem(408, fmt::format("the request was not complete within {} s", door_.limits.whole_request.count() / 1000)),
                false);
        else if (is_malformed)
            write(refusal(error, door_.limits), false);
        else
            close();  // the client has gone
    }

    void answer() {
        if (door_.is_for_anybody && !is_address_or_localhost(std::string(parser_->get()[http::field::host])))
            return write(problem(421, "the header field Host names another host; ask by address, like http://127.0.0.1"), false);
        const bool keeps = parser_->get().keep_alive();
        const Request request = request_of(parser_->release());
        const Role role = door_.role_of(request.authorization);
        knows_ = role != Role::none;
        // What comes too late is for nobody: the number tells.
        expire(door_.limits.answering, [](Connection& self) {
            self.number_++;
            self.write(too_busy("the probe is too busy to answer; try again"), false);
        });
        door_.service.answer(request, role, [self = this->shared_from_this(), keeps, number = number_](Service::Answer answer) {
            if (number != self->number_) return;
            self->number_++;
            if (auto* response = std::get_if<Response>(&answer)) return self->write(std::move(*response), keeps);
            self->listen(std::get<Listen>(answer));
        });
    }

    void write(Response&& response, bool keeps) {
        message_.emplace(message_of(std::move(response), keeps));
        expire(door_.limits.taking, [](Connection& self) { self.close(); });
        serializer_.emplace(*message_);
        http::async_write(stream_, *serializer_, [self = this->shared_from_this(), keeps](const ErrorCode& error, std::size_t) {
            if (error) return self->close();
            return keeps ? self->wait() : self->linger();
        });
    }

    // What a client still sends is read and thrown away for a moment: closing at once would take the answer from it.
    void linger() {
        ErrorCode ignored;
        if constexpr (requires { lowest(stream_).shutdown(asio::socket_base::shutdown_send, ignored); })
            lowest(stream_).shutdown(asio::socket_base::shutdown_send, ignored);
        expire(kLingering, [](Connection& self) { self.close(); });
        throw_away();
    }
    void throw_away() {
        lowest(stream_).async_read_some(asio::buffer(thrown_away_),
                                        [self = this->shared_from_this()](const ErrorCode& error, std::size_t) {
                                            if (error) return self->close();
                                            self->throw_away();
                                        });
    }

    void listen(const Listen& listen) {
        if (!door_.service.add_listener(this->weak_from_this()))
            return write(too_busy("too many clients listen to events"), false);
        listens_ = true;
        heard_ = listen.after;
        send_events("HTTP/1.1 200 OK\r\nServer: xdpflow/" XDPFLOW_VERSION
                    "\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
        await_end();
    }
    void await_end() {
        stream_.async_read_some(asio::buffer(thrown_away_),
                                [self = this->shared_from_this()](const ErrorCode& error, std::size_t) {
                                    if (error) return self->close();
                                    self->await_end();
                                });
    }
    void send_events(std::string text) {
        events_ = std::move(text);
        writes_ = true;
        expire(door_.limits.taking, [](Connection& self) { self.close(); });
        asio::async_write(stream_, asio::buffer(events_), [self = this->shared_from_this()](const ErrorCode& error, std::size_t) {
            self->writes_ = false;
            if (error) return self->close();
            self->on_events();
        });
    }

    static constexpr std::size_t kPart = 2048, kBuffer = 16'384;

    Stream stream_;
    asio::steady_timer timer_;
    const Door& door_;
    const std::shared_ptr<std::size_t> open_;
    boost::beast::flat_buffer buffer_{kBuffer};
    std::optional<http::request_parser<http::string_body>> parser_;
    std::optional<Message> message_;
    std::optional<http::response_serializer<http::string_body>> serializer_;
    std::array<char, 1024> thrown_away_{};
    std::string events_;
    std::uint64_t waits_ = 0;   // for the timer
    std::uint64_t number_ = 0;  // of the request
    std::uint64_t heard_ = 0;   // event
    bool timed_out_ = false, knows_ = false, listens_ = false, writes_ = false;
};

template <class Stream>
void start(Stream stream, const Door& door) {
    std::make_shared<Connection<Stream>>(std::move(stream), door)->start();
}

}  // namespace

void serve(asio::local::stream_protocol::socket socket, const Door& door) { start(std::move(socket), door); }
void serve(asio::ip::tcp::socket socket, const Door& door) { start(std::move(socket), door); }
void serve(asio::ip::tcp::socket socket, asio::ssl::context& tls, const Door& door) {
    start(asio::ssl::stream<asio::ip::tcp::socket>(std::move(socket), tls), door);
}

}  // namespace probe::api
