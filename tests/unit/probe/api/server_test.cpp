// SPDX-License-Identifier: Apache-2.0
// The server over its Unix socket, and what it does with clients that are slow, many or malformed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "probe/api/client.hpp"
#include "probe/api/problem.hpp"
#include "probe/api/server.hpp"
#include "probe/api/unix_socket.hpp"
#include "tests/unit/probe/api/served_probe.hpp"

namespace probe::api {

RawClient::RawClient(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect: " + std::string(std::strerror(errno)));
}

void RawClient::send(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t sent = ::send(socket_.get(), text.data() + at, text.size() - at, MSG_NOSIGNAL);
        if (sent <= 0) return;
        at += static_cast<std::size_t>(sent);
    }
}

void RawClient::end_sending() { ::shutdown(socket_.get(), SHUT_WR); }

std::string RawClient::read(const std::string& until) {
    for (;;) {
        if (const std::size_t at = unread_.find(until); !until.empty() && at != std::string::npos) {
            std::string text = unread_.substr(0, at + until.size());
            unread_.erase(0, text.size());
            return text;
        }
        pollfd readable{socket_.get(), POLLIN, 0};
        if (::poll(&readable, 1, static_cast<int>(support::kPatience.count())) != 1)
            throw std::runtime_error("nothing more comes behind: " + unread_);
        char part[4096];
        const ssize_t got = ::recv(socket_.get(), part, sizeof part, 0);
        if (got <= 0) return std::exchange(unread_, {});
        unread_.append(part, static_cast<std::size_t>(got));
    }
}

namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kGet = "GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";

std::string answer_to(const ServedProbe& probe, const std::string& text) {
    RawClient client(probe.path());
    client.send(text);
    client.end_sending();
    return client.read();
}

TEST(Server, AnswersAtItsSocket) {
    ServedProbe probe;
    probe.observation.statistics.total.frames = 42;
    probe.work();

    const auto response = ask(probe.path(), "GET", "/v1/counters");

    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->status, 200U);
    EXPECT_EQ(response->content_type, "application/json");
    EXPECT_EQ(Json::parse(response->body).at("frames"), 42);
}

TEST(Server, KeepsConnections) {
    ServedProbe probe;
    RawClient client(probe.path());
    for (int i = 0; i < 3; i++) {
        client.send("HEAD /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_THAT(client.read("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
    }
    client.send(
        "GET /none HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");  // pipelined
    const std::string both = client.read();
    EXPECT_THAT(both, HasSubstr("/none"));
    EXPECT_THAT(both, HasSubstr("/nothing"));
}

TEST(Server, LetsOwnerAndGroupConnect) {
    const ServedProbe probe;
    struct stat facts {};
    ASSERT_EQ(::stat(probe.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode, S_IFSOCK | 0660U);
}

TEST(Server, TakesAwayItsSocketAtTheEnd) {
    std::string path;
    {
        const ServedProbe probe;
        path = probe.path();
        EXPECT_EQ(::access(path.c_str(), F_OK), 0);
    }
    EXPECT_NE(::access(path.c_str(), F_OK), 0);
}

TEST(Server, SharesOneObservationAmongMany) {
    ServedProbe probe;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 100; i++) {
        clients.push_back(std::make_unique<RawClient>(probe.path()));
        clients.back()->send("GET /v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
    // All of them have been heard before the worker begins to answer: one that came after them has.
    EXPECT_THAT(answer_to(probe, kGet), StartsWith("HTTP/1.1 200 OK"));
    probe.work();
    for (const auto& client : clients) EXPECT_THAT(client->read(), StartsWith("HTTP/1.1 200 OK"));
    EXPECT_LE(probe.asked(), 10);
}

TEST(Server, RefusesWhatIsNoHttp) {
    ServedProbe probe;
    for (const char* text : {"hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n", "GET /\r\n\r\n",
                             "GET / HTTP/1.1\r\nno colon\r\n\r\n", "PATCH / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                             "PATCH / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"})
        EXPECT_THAT(answer_to(probe, text), StartsWith("HTTP/1.1 400 Bad Request\r\n")) << text;
    EXPECT_THAT(answer_to(probe, kGet), StartsWith("HTTP/1.1 200 OK"));
}

TEST(Server, RefusesWhatIsTooLarge) {
    ServedProbe probe;
    EXPECT_THAT(answer_to(probe, "GET / HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(answer_to(probe, "GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 431 "));
    const std::string body(200'000, 'x');
    const std::string head =
        "PATCH /v1/configuration HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n\r\n";
    EXPECT_THAT(answer_to(probe, head + body), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer_to(probe, head), StartsWith("HTTP/1.1 413 "));  // before it is sent
}

TEST(Server, GivesUpSlowClients) {
    ServedProbe probe({.limits = {.whole_request = milliseconds(50), .before_request = milliseconds(50)}});
    RawClient slow(probe.path()), silent(probe.path());
    slow.send("GET / HT");
    EXPECT_THAT(slow.read(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
    EXPECT_EQ(silent.read(), "");

    RawClient in_the_body(probe.path());
    in_the_body.send("PATCH / HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345");
    EXPECT_THAT(in_the_body.read(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
}

TEST(Server, AnswersEvenIfTheWorkerDoesNot) {
    const ServedProbe probe({.limits = {.answering = milliseconds(50)}});
    EXPECT_THAT(answer_to(probe, "GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer_to(probe, kGet), StartsWith("HTTP/1.1 200 OK"));
}

TEST(Server, TurnsAwayConnectionsBeyondItsLimit) {
    const ServedProbe probe({.limits = {.connections = 2}});
    RawClient first(probe.path()), second(probe.path());
    first.send("HEAD /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
    second.send("HEAD /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(first.read("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(second.read("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
    RawClient third(probe.path());
    const std::string refused = third.read();
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    EXPECT_THAT(refused, HasSubstr("Retry-After: 1\r\n"));
}

TEST(Server, SendsEventsAsTheyCome) {
    ServedProbe probe;
    probe.events.add("interface", {{"message", "one"}});
    RawClient client(probe.path());
    client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.read("\r\n\r\n"), HasSubstr("Content-Type: text/event-stream\r\n"));
    EXPECT_THAT(client.read("\n\n"), HasSubstr("\"message\":\"one\""));

    probe.events.add("interface", {{"message", "two"}});
    EXPECT_THAT(client.read("\n\n"), StartsWith("id: 2\nevent: interface\ndata: "));

    RawClient later(probe.path());
    later.send("GET /v1/events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 1\r\n\r\n");
    EXPECT_THAT(later.read("\n\n"), HasSubstr("id: 2\n"));
}

TEST(Server, RefusesChangesThatTheWorkerCannotMake) {
    ServedProbe probe;
    probe.work();
    EXPECT_EQ(ask(probe.path(), "PATCH", "/v1/configuration", R"({"active": 60})")->status, 501U);
}

TEST(Server, IsRefusedWhereSomebodyElseListens) {
    const ServedProbe probe;
    boost::asio::io_context io;
    EXPECT_THAT(listen_at(io, probe.path()).error().text(), HasSubstr("another process listens there"));

    const support::ScratchFolder folder;
    EXPECT_THAT(listen_at(io, folder.write("file", "x")).error().text(), HasSubstr("no socket"));
    EXPECT_THAT(listen_at(io, "/" + std::string(200, 'x')).error().text(), HasSubstr("1 to 107 octets"));
}

TEST(Server, ReplacesASocketThatNobodyListensAt) {
    const support::ScratchFolder folder;
    const std::string path = folder.path("new/control.sock");  // the folder is made
    boost::asio::io_context io;
    { ASSERT_TRUE(listen_at(io, path)); }
    EXPECT_EQ(::access(path.c_str(), F_OK), 0);
    EXPECT_TRUE(listen_at(io, path));
}

}  // namespace
}  // namespace probe::api
