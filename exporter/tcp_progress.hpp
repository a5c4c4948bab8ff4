// SPDX-License-Identifier: Apache-2.0
// What the kernel knows of octets that were given to a TCP socket. By itself, because <linux/tcp.h>, which has it, and <netinet/tcp.h>,
// which Asio includes, exclude each other.
#pragma once

#include <cstdint>
#include <optional>

namespace exporter {

struct TcpProgress {
    std::uint64_t acknowledged = 0;  // octets, and 1 for the SYN (RFC 4898: tcpEStatsAppHCThruOctetsAcked); Linux 4.1
    bool is_silent = false;          // what was sent was repeated, and nothing has come back for half a minute
};

// Nothing if this is no TCP socket. Does not change the socket's pending error.
[[nodiscard]] std::optional<TcpProgress> tcp_progress(int socket);

}  // namespace exporter
