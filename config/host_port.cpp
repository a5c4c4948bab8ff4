// SPDX-License-Identifier: Apache-2.0
#include "config/host_port.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace config {
namespace {

constexpr std::string_view kForm = "write HOST:PORT, with an IPv6 address in brackets";

struct Parts {
    std::string_view host;
    std::optional<std::string_view> port;
};

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", text); }

bool is_ipv6(std::string_view text) {
    const std::string address(text.substr(0, text.find('%')));  // what follows is the interface of a link-local address
    in6_addr parsed;
    return ::inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

bool is_ipv4(const std::string& text) {
    in_addr parsed;
    return ::inet_pton(AF_INET, text.c_str(), &parsed) == 1;
}

Result<Parts> split_brackets(std::string_view text) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return fail("the bracket is not closed; " + std::string(kForm));
    const std::string_view host = text.substr(1, end - 1);
    if (!is_ipv6(host)) return fail(quoted(host) + " is not an IPv6 address");
    const std::string_view rest = text.substr(end + 1);
    if (rest.empty()) return Parts{host, {}};
    if (rest.front() != ':') return fail(quoted(rest) + " follows the address where :PORT is expected");
    return Parts{host, rest.substr(1)};
}

Result<Parts> split(std::string_view text) {
    if (!text.empty() && text.front() == '[') return split_brackets(text);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return Parts{text, {}};
    if (text.find(':', colon + 1) != std::string_view::npos) {
        if (is_ipv6(text)) return fail(fmt::format("put the IPv6 address in brackets: [{}]:4739", text));
        return fail("it has more than one colon; " + std::string(kForm));
    }
    return Parts{text.substr(0, colon), text.substr(colon + 1)};
}

Result<> check_host(std::string_view host) {
    if (host.empty()) return fail("the host is missing; " + std::string(kForm));
    if (is_ipv6(host)) return {};
    const auto bad = std::find_if(host.begin(), host.end(), [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_');
    });
    if (bad != host.end()) return fail(fmt::format("a host name has no \"{}\"", *bad));
    const bool looks_numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
    if (looks_numeric && !is_ipv4(std::string(host))) return fail(quoted(host) + " is not an IPv4 address");
    return {};
}

Result<std::uint16_t> parse_port(std::string_view port) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    const bool whole = error == std::errc() && end == port.data() + port.size();
    if (!whole || number == 0 || number > 65'535) return fail(quoted(port) + " is not a port; choose 1 to 65535");
    return static_cast<std::uint16_t>(number);
}

}  // namespace

Result<HostPort> parse_host_port(std::string_view text) {
    const auto parts = split(text);
    if (!parts) return tl::unexpected(parts.error());
    if (auto checked = check_host(parts->host); !checked) return tl::unexpected(checked.error());
    HostPort result{std::string(parts->host), {}};
    if (!parts->port) return result;
    const auto port = parse_port(*parts->port);
    if (!port) return tl::unexpected(port.error());
    result.port = *port;
    return result;
}

std::string host_port_text(const std::string& host, std::uint16_t port) {
    return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

}  // namespace config
