// SPDX-License-Identifier: Apache-2.0
#include "tests/support/netns_collector.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace support {

namespace {

// Octets of an IPFIX message: the id of its first set follows the header; 2 is that of templates.
constexpr std::size_t kFirstSet = 16;

}  // namespace

CollectorSocket::CollectorSocket(const Network& network, const std::string& address, std::uint16_t port) : address_(address) {
    const int family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
    sockaddr_in four{};
    sockaddr_in6 six{};
    four.sin_family = AF_INET;
    four.sin_port = six.sin6_port = htons(port);
    six.sin6_family = AF_INET6;
    ::inet_pton(family, address.c_str(), family == AF_INET ? static_cast<void*>(&four.sin_addr) : &six.sin6_addr);
    auto* name = family == AF_INET ? reinterpret_cast<sockaddr*>(&four) : reinterpret_cast<sockaddr*>(&six);
    socklen_t size = family == AF_INET ? sizeof four : sizeof six;
    network.inside([&] { socket_ = probe::UniqueFd(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); });
    if (!socket_.is_open() || ::bind(socket_.get(), name, size) != 0 || ::getsockname(socket_.get(), name, &size) != 0)
        throw std::system_error(errno, std::generic_category(), "no socket at " + address);
    port_ = ntohs(family == AF_INET ? four.sin_port : six.sin6_port);
}

std::string CollectorSocket::url_at(const std::string& host) const {
    const std::string shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return "udp://" + shown + ":" + std::to_string(port_);
}

const CollectorSocket::Received& CollectorSocket::received() {
    std::array<unsigned char, 65536> message{};
    for (ssize_t got = 0; (got = ::recv(socket_.get(), message.data(), message.size(), 0)) >= 0;) {
        const bool is_template =
            got > static_cast<ssize_t>(kFirstSet) + 1 && message[kFirstSet + 1] == 2 && message[kFirstSet] == 0;
        if (received_.messages++ == 0) received_.begins_with_templates = is_template;
        if (!is_template) received_.data++;
    }
    return received_;
}

}  // namespace support
