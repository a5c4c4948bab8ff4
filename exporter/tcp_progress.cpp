// SPDX-License-Identifier: Apache-2.0
#include "exporter/tcp_progress.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>

namespace exporter {
namespace {

// A collector whose window is closed answers every probe, so that it is never taken for a dead one, however long it reads nothing.
constexpr std::uint32_t kSilence_ms = 30'000;
constexpr unsigned kUnanswered = 3;

}  // namespace

std::optional<TcpProgress> tcp_progress(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
    if (size < offsetof(tcp_info, tcpi_bytes_acked) + sizeof info.tcpi_bytes_acked) return std::nullopt;
    const bool repeats = info.tcpi_retransmits >= kUnanswered || info.tcpi_probes >= kUnanswered;
    return TcpProgress{info.tcpi_bytes_acked, repeats && info.tcpi_last_ack_recv >= kSilence_ms};
}

}  // namespace exporter
