// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exporter/file_transport.hpp"
#include "exporter/kafka_transport.hpp"
#include "exporter/stream_transport.hpp"
#include "exporter/udp_transport.hpp"

namespace exporter {
namespace {

bool has_sctp() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_SCTP);
    if (socket >= 0) ::close(socket);
    return socket >= 0;
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
        case config::Transport::sctp:
            if (!has_sctp()) return fail("this kernel has no SCTP; load its module (modprobe sctp), or use tcp:// or udp://");
            return StreamTransport::make(io, collector, form, settings, events);
    }
    return fail("there is no such transport");
}

}  // namespace exporter
