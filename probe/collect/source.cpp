// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/source.hpp"

#include <fmt/format.h>

#include <charconv>

namespace probe::collect {
namespace {

constexpr std::uint16_t kIpfixPort = 4739;  // IANA: ipfix
constexpr std::uint16_t kTlsPort = 4740;    // and ipfixs

tl::unexpected<Error> wrong(std::string_view text, const std::string& why) {
    return fail(fmt::format("\"{}\" is no source of messages: {}", text, why));
}

Result<std::uint16_t> parse_port(std::string_view text, std::string_view port) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (error != std::errc() || end != port.data() + port.size() || number > 65'535)
        return wrong(text, fmt::format("\"{}\" is not a port; choose 1 to 65535, or 0 for any that is free", port));
    return static_cast<std::uint16_t>(number);
}

Result<Source> parse_listener(std::string_view text, std::string_view rest, Transport transport) {
    Source source{transport, {}, transport == Transport::tls ? kTlsPort : kIpfixPort, {}};
    std::string_view port;
    bool has_port = false;
    if (rest.starts_with('[')) {
        const std::size_t end = rest.find(']');
        if (end == std::string_view::npos) return wrong(text, "the bracket is not closed");
        source.host = rest.substr(1, end - 1);
        port = rest.substr(end + 1);
        has_port = port.starts_with(':');
        if (!port.empty() && !has_port)
            return wrong(text, fmt::format("\"{}\" follows the address where :PORT is expected", port));
    } else {
        const std::size_t colon = rest.find(':');
        has_port = colon != std::string_view::npos;
        if (has_port && rest.find(':', colon + 1) != std::string_view::npos)
            return wrong(text, "it has more than one colon; put an IPv6 address in brackets");
        source.host = rest.substr(0, colon);
        if (has_port) port = rest.substr(colon);
    }
    if (source.host.find('/') != std::string::npos || port.find('/') != std::string_view::npos)
        return wrong(text, "nothing may follow HOST:PORT");
    if (!has_port) return source;
    const auto number = parse_port(text, port.substr(1));
    if (!number) return tl::unexpected(number.error());
    source.port = *number;
    return source;
}

}  // namespace

Result<Source> parse_source(std::string_view text) {
    const std::size_t colon = text.find("://");
    if (text.empty()) return wrong(text, "write udp://:4739, tcp://:4739, tls://:4740, or the path of a file");
    if (colon == std::string_view::npos) return Source{Transport::file, {}, 0, std::string(text)};
    const std::string_view scheme = text.substr(0, colon), rest = text.substr(colon + 3);
    if (scheme == "udp") return parse_listener(text, rest, Transport::udp);
    if (scheme == "tcp") return parse_listener(text, rest, Transport::tcp);
    if (scheme == "tls") return parse_listener(text, rest, Transport::tls);
    if (scheme != "file") return wrong(text, fmt::format("\"{}\" is neither udp, tcp, tls nor file", scheme));
    if (!rest.starts_with('/')) return wrong(text, "write file:///PATH, with three slashes, or the path alone");
    return Source{Transport::file, {}, 0, std::string(rest)};
}

std::string url(std::string_view scheme, const std::string& address, std::uint16_t port) {
    const bool is_ipv6 = address.find(':') != std::string::npos;
    return is_ipv6 ? fmt::format("{}://[{}]:{}", scheme, address, port) : fmt::format("{}://{}:{}", scheme, address, port);
}

}  // namespace probe::collect
