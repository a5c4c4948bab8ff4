// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "exporter/file_transport.hpp"
#include "exporter/kafka_transport.hpp"
#include "exporter/stream_transport.hpp"
#include "exporter/udp_transport.hpp"

namespace exporter {
namespace {

std::string no_sctp() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_SCTP);
    if (socket < 0) return "this kernel has no SCTP (modprobe sctp), and xdpflow cannot send over it yet; use tcp:// or udp://";
    ::close(socket);
    return "xdpflow cannot send over SCTP yet; use tcp:// or udp://";
}

}  // namespace

Result<std::unique_ptr<Transport>> make_transport(boost::asio::io_context& io, const config::Collector& collector,
                                                  HeaderForm form, const TransportSettings& settings,
                                                  const TransportEvents& events) {
    switch (collector.transport) {
        case config::Transport::udp: return std::make_unique<UdpTransport>(io, collector, form, settings, events);
        case config::Transport::file: return FileTransport::make(io, collector, form, settings, events);
        case config::Transport::kafka: return KafkaTransport::make(io, collector, form, settings, events);
        case config::Transport::tcp:
        case config::Transport::tls:
        case config::Transport::unix_socket: return StreamTransport::make(io, collector, form, settings, events);
        case config::Transport::sctp: return fail(no_sctp());
    }
    return fail("there is no such transport");
}

}  // namespace exporter
