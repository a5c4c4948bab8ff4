// SPDX-License-Identifier: Apache-2.0
// Sends datagrams of known number and size: vm_sender ADDRESS PORT COUNT OCTETS. Each one goes out or the exit code is 1, so
// that what arrives can be compared with an exact number.
#include <netdb.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <string>

int main(int count, char** arguments) {
    if (count != 5) return 2;
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* to = nullptr;
    if (::getaddrinfo(arguments[1], arguments[2], &hints, &to) != 0) return 2;
    const int descriptor = ::socket(to->ai_family, SOCK_DGRAM, 0);  // not connected: nobody listens, and that is no error here
    const std::string text(std::strtoul(arguments[4], nullptr, 10), 'x');
    for (long i = std::atol(arguments[3]); i > 0; i--) {
        if (::sendto(descriptor, text.data(), text.size(), 0, to->ai_addr, to->ai_addrlen) == static_cast<ssize_t>(text.size()))
            continue;
        std::perror("vm_sender");
        return 1;
    }
    return 0;
}
