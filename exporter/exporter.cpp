// SPDX-License-Identifier: Apache-2.0
#include "exporter/exporter.hpp"

#include <utility>

#include "exporter/ipfix_header.hpp"

namespace exporter {
Result<std::unique_ptr<Exporter>> Exporter::make(boost::asio::io_context& io, const ExporterSettings& settings,
                                                 const bpf::Layouts& layouts, Time now, const TransportEvents& events) {
    std::unique_ptr<Exporter> exporter(new Exporter(settings, now));
    auto sink = [self = exporter.get()](std::span<const std::byte> octets, std::uint32_t records) {
        self->push_data(octets, records);
    };
    auto encoder = IpfixEncoder::make(settings.ipfix, layouts, std::move(sink));
    if (!encoder) return tl::unexpected(encoder.error());
    exporter->encoder_ = std::move(*encoder);
    for (const CollectorAddress& address : settings.collectors)
        exporter->transports_.push_back(std::make_unique<UdpTransport>(io, address, settings.transport, events));
    exporter->schedule_.on_new_templates(now);
    exporter->push_templates(Message::Kind::new_templates);
    return exporter;
}

Result<> Exporter::use(const bpf::Layouts& layouts, Time now) {
    now_ = now;
    if (auto used = encoder_->use(layouts, epoch_seconds()); !used) return used;
    schedule_.on_new_templates(now);
    push_templates(Message::Kind::new_templates);
    return {};
}

void Exporter::send(const Record& record) { encoder_->add(record, epoch_seconds()); }

void Exporter::tick(Time now) {
    now_ = now;
    const Schedule::Actions actions = schedule_.tick(now, encoder_->pending() > 0);
    if (actions.send_templates) push_templates(Message::Kind::templates);
    if (actions.flush) encoder_->flush(epoch_seconds());
}

void Exporter::finish() {
    encoder_->flush(epoch_seconds());
    const auto deadline = std::chrono::steady_clock::now() + linger_;
    for (const auto& transport : transports_) transport->finish(deadline);
}

std::vector<CollectorReport> Exporter::reports() const {
    std::vector<CollectorReport> reports;
    for (const auto& transport : transports_) reports.push_back(transport->report());
    return reports;
}

void Exporter::push_data(std::span<const std::byte> octets, std::uint32_t records) {
    if (schedule_.before_message(now_)) push_templates(Message::Kind::templates);
    push(Message::Kind::data, octets, records);
}

void Exporter::push_templates(Message::Kind kind) {
    for (const std::vector<std::byte>& message : encoder_->templates(epoch_seconds())) {
        push(kind, message, 0);
        kind = Message::Kind::more_templates;
    }
}

void Exporter::push(Message::Kind kind, std::span<const std::byte> octets, std::uint32_t records) {
    const auto message = std::make_shared<const Message>(Message{kind, records, {octets.begin(), octets.end()}});
    for (const auto& transport : transports_) transport->push(message);
}

}  // namespace exporter
