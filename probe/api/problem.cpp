// SPDX-License-Identifier: Apache-2.0
#include "probe/api/problem.hpp"

namespace probe::api {

const char* reason_of(unsigned status) {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        default: return "Unknown";
    }
}

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

Response json_response(const Json& body) { return {.status = 200, .body = text_of(body)}; }

Response problem(unsigned status, const std::string& detail, const Json& more) {
    Json body = {{"type", "about:blank"}, {"title", reason_of(status)}, {"status", status}, {"detail", detail}};
    body.update(more);
    return {.status = status, .content_type = "application/problem+json", .body = text_of(body)};
}

Response too_busy(const std::string& detail) {
    Response response = problem(503, detail);
    response.headers.push_back({"Retry-After", "1"});
    return response;
}

}  // namespace probe::api
