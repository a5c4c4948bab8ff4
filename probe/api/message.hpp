// SPDX-License-Identifier: Apache-2.0
// A request and its answer, as values: what is left of HTTP once sockets, framing and time are taken away (RFC 9110).
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace probe::api {

// What a request may do. Over the Unix socket everybody is admin: its file says who may connect.
enum class Role { none, reader, admin };
[[nodiscard]] constexpr const char* name_of(Role role) {
    return role == Role::admin ? "admin" : role == Role::reader ? "read-only" : "none";
}

struct Request {
    std::string method = "GET";  // as sent: case matters (RFC 9110 section 9.1)
    std::string target = "/";    // path and query, as sent
    std::string body{};
    std::string content_type{}, authorization{}, last_event_id{};  // header fields; empty: not sent
};

struct Header {
    std::string name, value;
    friend bool operator==(const Header&, const Header&) = default;
};

// Content-Length, Connection, Date and Server are for whoever sends it.
struct Response {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body{};
    std::vector<Header> headers{};
    bool has_no_body = false;  // HEAD: the length is that of the body, which is not sent
};

}  // namespace probe::api
