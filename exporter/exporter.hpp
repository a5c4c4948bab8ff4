// SPDX-License-Identifier: Apache-2.0
// Flows to IPFIX collectors: one encoder, one schedule, and a transport for each collector, which all get the same messages.
// It wires these and decides nothing itself.
//
//   record ─► IpfixEncoder ─► message ─► MessageQueue ─► UdpTransport ─► collector
//                   ▲                        (one of each a collector)
//               Schedule: templates, messages that are not full
//
// Threads: one calls the functions of this class; another one runs the io_context, which sends. Whoever runs it has stopped
// before this object is destroyed, and the io_context outlives it.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "bpf/layout.hpp"
#include "bpf/result.hpp"
#include "exporter/ipfix_encoder.hpp"
#include "exporter/schedule.hpp"
#include "exporter/udp_transport.hpp"

namespace exporter {

struct ExporterSettings {
    std::vector<CollectorAddress> collectors;  // at least one
    IpfixSettings ipfix;
    ScheduleSettings schedule;
    TransportSettings transport;
    std::chrono::milliseconds linger{5'000};  // how long finish() waits for a collector that takes what it is sent
};

class Exporter {
 public:
    using Time = std::chrono::steady_clock::time_point;

    // Names are resolved later, once the io_context runs: a name server that is down does not keep a probe from starting. Fails
    // where IpfixEncoder::make fails. Each collector's transport tells these events.
    static Result<std::unique_ptr<Exporter>> make(boost::asio::io_context& io, const ExporterSettings& settings,
                                                  const bpf::Layouts& layouts, Time now, const TransportEvents& events);

    // Other fields from now on; see IpfixEncoder::use. Templates go out at once, under the ids of their fields: a collector may
    // still read what waits under the old ones.
    [[nodiscard]] Result<> use(const bpf::Layouts& layouts, Time now);

    // A flow that is over. Blocks for a short time only where a collector is slower than this (TransportSettings::longest_push).
    void send(const Record& record);

    // To be called at least once a second, best after each drain: sends what is due.
    void tick(Time now);

    // Sends everything and waits for it, at most for `linger`; what then still waits is counted as lost.
    void finish();

    // One a collector, in the order of the settings. From any thread.
    [[nodiscard]] std::vector<CollectorReport> reports() const;

    // Records that could not be encoded. Not 0: a mistake of this program.
    [[nodiscard]] std::uint64_t failed() const { return encoder_->failed(); }

    [[nodiscard]] std::vector<std::uint16_t> template_ids() const { return encoder_->template_ids_in_use(); }

 private:
    Exporter(const ExporterSettings& settings, Time now) : schedule_(settings.schedule), linger_(settings.linger), now_(now) {}

    void push_data(std::span<const std::byte> octets, std::uint32_t records);
    void push_templates(Message::Kind kind);
    void push(Message::Kind kind, std::span<const std::byte> octets, std::uint32_t records);

    Schedule schedule_;
    std::chrono::milliseconds linger_;
    Time now_;  // of the last tick
    std::unique_ptr<IpfixEncoder> encoder_;
    std::vector<std::unique_ptr<UdpTransport>> transports_;
};

}  // namespace exporter
