// SPDX-License-Identifier: Apache-2.0
#include "tests/support/netns_collector.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <span>
#include <system_error>

namespace support {

namespace {

// Octets of an IPFIX message: the id of its first set follows the header; 2 is that of templates, 3 that of templates of options.
constexpr std::size_t kFirstSet = 16;

unsigned number_at(std::span<const unsigned char> octets, std::size_t at) {
    return at + 1 < octets.size() ? octets[at] * 256U + octets[at + 1] : 0U;
}

// The ids of the templates in a message that has one set of them.
std::set<unsigned> template_ids_of(std::span<const unsigned char> message) {
    std::set<unsigned> ids;
    for (std::size_t at = kFirstSet + 4; at + 4 <= message.size();) {
        ids.insert(number_at(message, at));
        unsigned fields = number_at(message, at + 2);
        for (at += 4; fields > 0; fields--) at += number_at(message, at) & 0x8000U ? 8 : 4;
    }
    return ids;
}

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
        const auto octets = std::span(message).first(static_cast<std::size_t>(got));
        const unsigned set = number_at(octets, kFirstSet);
        if (received_.messages++ == 0) received_.begins_with_templates = set == 2;
        if (set == 2) flows_.merge(template_ids_of(octets));
        if (flows_.contains(set)) received_.data++;
    }
    return received_;
}

}  // namespace support
