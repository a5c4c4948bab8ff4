// SPDX-License-Identifier: Apache-2.0
// The server over TCP: who may use it, and where it may listen.
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/probe/api/served_probe.hpp"

namespace probe::api {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char *kReader = "0123456789abcdef", *kAdmin = "fedcba9876543210";

std::string request(const std::string& method, const std::string& target, const std::string& token = "") {
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
           (token.empty() ? "" : "Authorization: Bearer " + token + "\r\n") +
           (method == "GET" ? "\r\n" : "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
}

template <class Stream>
std::string asked(Stream& stream, const std::string& text) {
    std::string answer;
    boost::system::error_code ignored;
    asio::write(stream, asio::buffer(text), ignored);
    asio::read(stream, asio::dynamic_buffer(answer), ignored);
    return answer;
}

tcp::endpoint endpoint_of(const ServedProbe& probe) {
    const std::string address = probe.address();
    const auto port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
    return {asio::ip::make_address("127.0.0.1"), port};
}

std::string answer_to(const ServedProbe& probe, const std::string& text) {
    asio::io_context io;
    tcp::socket socket(io);
    socket.connect(endpoint_of(probe));
    return asked(socket, text);
}

class Tokens {
 public:
    Tokens() : path_(folder_.write("tokens", std::string("read-only ") + kReader + "\nadmin " + kAdmin + "\n")) {
        ::chmod(path_.c_str(), 0600);
    }
    [[nodiscard]] const std::string& path() const { return path_; }

    // A certificate for localhost and its key, made by openssl(1).
    [[nodiscard]] probe::collect::TlsFiles certificate() const {
        const std::string certificate = folder_.path("cert.pem"), key = folder_.path("key.pem");
        const auto made = support::run({{"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                         "-nodes", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate}});
        if (made.code != 0) throw std::runtime_error("openssl: " + made.errors);
        return {certificate, key, ""};
    }

 private:
    support::ScratchFolder folder_;
    std::string path_;
};

std::string refusal(const ServerSettings& settings) {
    try {
        const ServedProbe probe(settings);
        return "none";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

TEST(Tcp, WithoutTokensIsForReadingAlone) {
    ServedProbe probe({.listen = "127.0.0.1:0"});
    probe.work();
    EXPECT_THAT(probe.address(), StartsWith("http://127.0.0.1:"));
    EXPECT_THAT(answer_to(probe, request("GET", "/v1/status")), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer_to(probe, request("PATCH", "/v1/configuration")), StartsWith("HTTP/1.1 403 "));
}

TEST(Tcp, WithoutTokensMustBeAskedByAddress) {
    ServedProbe probe({.listen = "127.0.0.1:0"});
    probe.work();
    EXPECT_THAT(answer_to(probe, "GET /v1/status HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 421 "));
}

TEST(Tcp, WithTokensIsForWhoHasOne) {
    const Tokens tokens;
    ServedProbe probe({.listen = "127.0.0.1:0", .tokens = tokens.path()});
    probe.work();
    const std::string unknown = answer_to(probe, request("GET", "/v1/status"));
    EXPECT_THAT(unknown, StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(unknown, HasSubstr("WWW-Authenticate: Bearer"));
    EXPECT_THAT(answer_to(probe, request("GET", "/v1/status", "0123456789abcdee")), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(answer_to(probe, request("GET", "/v1/status", kReader)), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer_to(probe, request("PATCH", "/v1/configuration", kReader)), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(answer_to(probe, request("PATCH", "/v1/configuration", kAdmin)), StartsWith("HTTP/1.1 501 "));
}

TEST(Tcp, BeyondTheLoopbackInterfaceNeedsTlsAndTokens) {
    const Tokens tokens;
    const auto certificate = tokens.certificate();
    for (const char* place : {"0.0.0.0:0", "[::]:0", ":0"}) {
        EXPECT_THAT(refusal({.listen = place}), HasSubstr("needs both TLS")) << place;
        EXPECT_THAT(refusal({.listen = place, .tokens = tokens.path()}), HasSubstr("needs both TLS")) << place;
        EXPECT_THAT(refusal({.listen = place, .tls = certificate}), HasSubstr("needs both TLS")) << place;
        EXPECT_EQ(refusal({.listen = place, .tls = certificate, .tokens = tokens.path()}), "none") << place;
    }
}

TEST(Tcp, RefusesTokensThatAreForNothing) {
    const Tokens tokens;
    EXPECT_THAT(refusal({.tokens = tokens.path()}), HasSubstr("are for control-listen, which is not set"));
}

TEST(Tcp, RefusesFilesThatAreNone) {
    const Tokens tokens;
    EXPECT_THAT(refusal({.listen = "127.0.0.1:0", .tls = {"/none/cert", "/none/key", ""}}), HasSubstr("/none/cert"));
    EXPECT_THAT(refusal({.listen = "127.0.0.1:0", .tokens = "/none/tokens"}), HasSubstr("/none/tokens"));
    EXPECT_THAT(refusal({.listen = "nowhere.invalid:1"}), HasSubstr("cannot listen"));
}

TEST(Tls, IsSpokenWithACertificate) {
    const Tokens tokens;
    ServedProbe probe({.listen = "127.0.0.1:0", .tls = tokens.certificate(), .tokens = tokens.path()});
    probe.work();
    EXPECT_THAT(probe.address(), StartsWith("https://127.0.0.1:"));
    asio::io_context io;
    asio::ssl::context context(asio::ssl::context::tls_client);
    for (const auto& [token, status] :
         std::vector<std::pair<std::string, std::string>>{{kReader, "HTTP/1.1 200 "}, {"0000000000000000", "HTTP/1.1 401 "}}) {
        asio::ssl::stream<tcp::socket> stream(io, context);
        stream.next_layer().connect(endpoint_of(probe));
        stream.handshake(asio::ssl::stream_base::client);
        EXPECT_THAT(asked(stream, request("GET", "/v1/status", token)), StartsWith(status));
    }
    EXPECT_THAT(answer_to(probe, request("GET", "/v1/status", kReader)), testing::Not(HasSubstr("HTTP/1.1 200")));  // no TLS
}

}  // namespace
}  // namespace probe::api
