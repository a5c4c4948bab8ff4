// SPDX-License-Identifier: Apache-2.0
#include "probe/session/own_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

#include "probe/unique_fd.hpp"

namespace probe {
namespace {

// Any address of the internet will do; these are nobody's (RFC 5737, RFC 3849). Connecting a UDP socket chooses its own address.
template <class Address>
bool connect_to(Address& address, int family) {
    const UniqueFd socket(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    socklen_t length = sizeof address;
    auto* as_any = reinterpret_cast<sockaddr*>(&address);
    return socket.get() >= 0 && ::connect(socket.get(), as_any, length) == 0 && ::getsockname(socket.get(), as_any, &length) == 0;
}

}  // namespace

OwnAddresses own_addresses() {
    OwnAddresses own;
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(9);
    ::inet_pton(AF_INET, "192.0.2.1", &ipv4.sin_addr);
    if (connect_to(ipv4, AF_INET)) std::memcpy(own.ipv4.data(), &ipv4.sin_addr, own.ipv4.size());
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(9);
    ::inet_pton(AF_INET6, "2001:db8::1", &ipv6.sin6_addr);
    if (connect_to(ipv6, AF_INET6)) std::memcpy(own.ipv6.data(), &ipv6.sin6_addr, own.ipv6.size());
    return own;
}

}  // namespace probe
