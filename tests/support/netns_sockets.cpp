// SPDX-License-Identifier: Apache-2.0
#include "tests/support/netns_sockets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

namespace support {

using probe::UniqueFd;

namespace {

[[noreturn]] void give_up(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

Address address_of(int family, const char* ipv4, const char* ipv6) {
    Address address;
    address.storage.ss_family = static_cast<sa_family_t>(family);
    if (family == AF_INET) {
        ::inet_pton(AF_INET, ipv4, &reinterpret_cast<sockaddr_in&>(address.storage).sin_addr);
        address.size = sizeof(sockaddr_in);
    } else {
        ::inet_pton(AF_INET6, ipv6, &reinterpret_cast<sockaddr_in6&>(address.storage).sin6_addr);
        address.size = sizeof(sockaddr_in6);
    }
    return address;
}

// Bound to any free port at this end.
UniqueFd bound_socket(const Network& network, Address address, int type, milliseconds limit) {
    UniqueFd socket;
    network.inside([&] { socket = UniqueFd(::socket(address.storage.ss_family, type | SOCK_CLOEXEC, 0)); });
    const timeval patience{limit.count() / 1000, limit.count() % 1000 * 1000};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (!socket.is_open() || ::bind(socket.get(), address.get(), address.size) != 0) give_up("bind");
    return socket;
}

void connect_to(const UniqueFd& socket, const UniqueFd& other) {
    Address address;
    address.size = sizeof address.storage;
    ::getsockname(other.get(), address.get(), &address.size);
    if (::connect(socket.get(), address.get(), address.size) != 0) give_up("connect");
}

}  // namespace

std::size_t stream(const VethPair& veth, int family, std::size_t octets) {
    const UniqueFd listener = bound_socket(veth.receiver, address_of(family, "192.0.2.2", "2001:db8::2"), SOCK_STREAM, kPatience);
    const UniqueFd sender = bound_socket(veth.sender, address_of(family, "192.0.2.1", "2001:db8::1"), SOCK_STREAM, kPatience);
    // What is under way at once is fewer frames than a veth's queue holds (256): it drops the rest in silence.
    const int window = 140'000;
    ::setsockopt(listener.get(), SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    if (::listen(listener.get(), 1) != 0) give_up("listen");
    connect_to(sender, listener);
    const UniqueFd accepted(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    std::thread writer([&] {
        const Octets data = zeros(octets);
        for (std::size_t sent = 0; sent < octets;) {
            const ssize_t done = ::send(sender.get(), data.data() + sent, octets - sent, MSG_NOSIGNAL);
            if (done <= 0) break;
            sent += static_cast<std::size_t>(done);
        }
        ::shutdown(sender.get(), SHUT_WR);
    });
    Octets part(65536);
    std::size_t arrived = 0;
    for (ssize_t got = 0; (got = ::recv(accepted.get(), part.data(), part.size(), 0)) > 0;)
        arrived += static_cast<std::size_t>(got);
    writer.join();
    return arrived;
}

std::size_t segmented(const VethPair& veth, int family, unsigned sends, std::size_t octets, std::uint16_t segment) {
    const UniqueFd far = bound_socket(veth.receiver, address_of(family, "192.0.2.2", "2001:db8::2"), SOCK_DGRAM, kPatience);
    const UniqueFd near = bound_socket(veth.sender, address_of(family, "192.0.2.1", "2001:db8::1"), SOCK_DGRAM, kPatience);
    connect_to(near, far);
    const int size = segment;
    if (::setsockopt(near.get(), IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size) != 0) give_up("UDP_SEGMENT");
    const Octets data = zeros(octets);
    Octets part(65536);
    std::size_t arrived = 0;
    for (unsigned i = 0; i < sends; i++) {
        if (::send(near.get(), data.data(), octets, 0) != static_cast<ssize_t>(octets)) give_up("send");
        for (const std::size_t want = arrived + octets; arrived < want;) {
            const ssize_t got = ::recv(far.get(), part.data(), part.size(), 0);
            if (got <= 0) return arrived;
            arrived += static_cast<std::size_t>(got);
        }
    }
    return arrived;
}

unsigned echo(const VethPair& veth, int family, unsigned datagrams, std::size_t octets, milliseconds limit) {
    const UniqueFd far = bound_socket(veth.receiver, address_of(family, "192.0.2.2", "2001:db8::2"), SOCK_DGRAM, limit);
    const UniqueFd near = bound_socket(veth.sender, address_of(family, "192.0.2.1", "2001:db8::1"), SOCK_DGRAM, limit);
    connect_to(near, far);
    Octets sent(octets), back(octets + 1);
    unsigned returned = 0;
    for (unsigned i = 0; i < datagrams; i++) {
        for (std::size_t at = 0; at < octets; at++) sent[at] = static_cast<std::byte>(at + i);
        if (::send(near.get(), sent.data(), octets, 0) != static_cast<ssize_t>(octets)) give_up("send");
        Address from;
        from.size = sizeof from.storage;
        const ssize_t there = ::recvfrom(far.get(), back.data(), back.size(), 0, from.get(), &from.size);
        if (there < 0 || ::sendto(far.get(), back.data(), static_cast<std::size_t>(there), 0, from.get(), from.size) < 0) break;
        const ssize_t here = ::recv(near.get(), back.data(), back.size(), 0);
        if (here != static_cast<ssize_t>(octets) || std::memcmp(sent.data(), back.data(), octets) != 0) break;
        returned++;
    }
    return returned;
}

}  // namespace support
