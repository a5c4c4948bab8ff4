// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "exporter/file_transport.hpp"
#include "exporter/kafka_transport.hpp"
#include "exporter/udp_transport.hpp"

namespace exporter {

Result<std::unique_ptr<Transport>> make_transport(boost::asio::io_context& io, const config::Collector& collector,
                                                  HeaderForm form, const TransportSettings& settings,
                                                  const TransportEvents& events) {
    switch (collector.transport) {
        case config::Transport::udp: return std::make_unique<UdpTransport>(io, collector, form, settings, events);
        case config::Transport::file: return FileTransport::make(io, collector, form, settings, events);
        case config::Transport::kafka: return KafkaTransport::make(io, collector, form, settings, events);
        default: break;
    }
    return fail(fmt::format("{}: this transport is not yet part of xdpflow; use udp://", collector.text()));
}

}  // namespace exporter
