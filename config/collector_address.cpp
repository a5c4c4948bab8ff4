// SPDX-License-Identifier: Apache-2.0
#include "config/collector_address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace config {
namespace {

constexpr std::string_view kForm = "write udp://HOST:PORT, with an IPv6 address in brackets";

struct Parts {
    std::string_view host;
    std::optional<std::string_view> port;
};

tl::unexpected<Error> wrong(std::string_view text, const std::string& why) {
    return fail(fmt::format("\"{}\" is not the address of a collector: {}", text, why));
}

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

Result<Parts> split_brackets(std::string_view text, std::string_view rest) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) return wrong(text, "the bracket is not closed; " + std::string(kForm));
    const std::string_view host = rest.substr(1, end - 1);
    if (!is_ipv6(host)) return wrong(text, quoted(host) + " is not an IPv6 address");
    rest.remove_prefix(end + 1);
    if (rest.empty()) return Parts{host, {}};
    if (rest.front() != ':') return wrong(text, quoted(rest) + " follows the address where :PORT is expected");
    return Parts{host, rest.substr(1)};
}

Result<Parts> split(std::string_view text, std::string_view rest) {
    if (!rest.empty() && rest.front() == '[') return split_brackets(text, rest);
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return Parts{rest, {}};
    if (rest.find(':', colon + 1) != std::string_view::npos) {
        if (is_ipv6(rest)) return wrong(text, fmt::format("put the IPv6 address in brackets: udp://[{}]:4739", rest));
        return wrong(text, "it has more than one colon; " + std::string(kForm));
    }
    return Parts{rest.substr(0, colon), rest.substr(colon + 1)};
}

Result<> check_host(std::string_view text, std::string_view host) {
    if (host.empty()) return wrong(text, "the host is missing; " + std::string(kForm));
    if (is_ipv6(host)) return {};
    const auto bad = std::find_if(host.begin(), host.end(), [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_');
    });
    if (bad != host.end()) return wrong(text, fmt::format("a host name has no \"{}\"", *bad));
    const bool looks_numeric = host.find_first_not_of("0123456789.") == std::string_view::npos;
    if (looks_numeric && !is_ipv4(std::string(host))) return wrong(text, quoted(host) + " is not an IPv4 address");
    return {};
}

Result<std::uint16_t> parse_port(std::string_view text, std::string_view port) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    const bool whole = error == std::errc() && end == port.data() + port.size();
    if (!whole || number == 0 || number > 65'535) return wrong(text, quoted(port) + " is not a port; choose 1 to 65535");
    return static_cast<std::uint16_t>(number);
}

}  // namespace

std::string too_many_collectors() {
    return fmt::format("more than {} collectors; leave some out, or let one pass flows on", kMostCollectors);
}

std::string CollectorAddress::text() const {
    const bool is_name_or_ipv4 = host.find(':') == std::string::npos;
    return is_name_or_ipv4 ? fmt::format("udp://{}:{}", host, port) : fmt::format("udp://[{}]:{}", host, port);
}

Result<CollectorAddress> parse_collector_address(std::string_view text) {
    std::string_view rest = text;
    if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos) {
        if (rest.substr(0, scheme) != "udp")
            return wrong(text, fmt::format("cannot export over \"{}\"; use udp://", rest.substr(0, scheme)));
        rest.remove_prefix(scheme + 3);
    }
    const auto parts = split(text, rest);
    if (!parts) return tl::unexpected(parts.error());
    if (auto checked = check_host(text, parts->host); !checked) return tl::unexpected(checked.error());
    CollectorAddress address{std::string(parts->host)};
    if (parts->port) {
        const auto port = parse_port(text, *parts->port);
        if (!port) return tl::unexpected(port.error());
        address.port = *port;
    }
    return address;
}

}  // namespace config
