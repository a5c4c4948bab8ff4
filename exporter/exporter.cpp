// SPDX-License-Identifier: Apache-2.0
#include "exporter/exporter.hpp"

#include <algorithm>

#include "exporter/flow_hash.hpp"

namespace exporter {

Result<std::unique_ptr<Exporter>> Exporter::make(boost::asio::io_context& io, const ExporterSettings& settings,
                                                 const bpf::Layouts& layouts, Time now, const TransportEvents& events) {
    auto exporter = make_parts(io, settings, layouts, now, events, nullptr);
    if (!exporter) return exporter;
    for (const auto& channel : (*exporter)->channels_) channel->begin();
    (*exporter)->find_available();
    return exporter;
}

Result<std::unique_ptr<Exporter>> Exporter::make_parts(boost::asio::io_context& io, const ExporterSettings& settings,
                                                       const bpf::Layouts& layouts, Time now, const TransportEvents& events,
                                                       const Exporter* before) {
    std::unique_ptr<Exporter> exporter(new Exporter(settings));
    for (const config::Collector& collector : settings.collectors)
        if (auto added = exporter->add(io, collector, layouts, now, events, before); !added)
            return fail(collector.text() + ": " + added.error().message);
    return exporter;
}

Result<> Exporter::add(boost::asio::io_context& io, const config::Collector& collector, const bpf::Layouts& layouts, Time now,
                       const TransportEvents& events, const Exporter* before) {
    const auto channel = channel_for(collector, layouts, now);
    if (!channel) return tl::unexpected(channel.error());
    const HeaderForm form = (*channel)->encoder().header();
    for (std::size_t i = 0; before != nullptr && i < before->ways_.size(); ++i) {
        const Way& way = before->ways_[i];
        const bool is_taken =
            std::any_of(ways_.begin(), ways_.end(), [&](const Way& other) { return other.transport == way.transport; });
        if (is_taken || way.form != form || before->settings_.collectors[i] != collector) continue;
        ways_.push_back({way.transport, *channel, form, true, way.before});
        ways_.back().before += way.channel->encoder().counters();
        return {};
    }
    auto transport = make_transport(io, collector, form, settings_.transport, events);
    if (!transport) return tl::unexpected(transport.error());
    ways_.push_back({transport->get(), *channel, form});
    (*channel)->add(std::move(*transport));
    return {};
}

Result<Channel*> Exporter::channel_for(const config::Collector& collector, const bpf::Layouts& layouts, Time now) {
    const bool one_record = collector.transport == config::Transport::kafka;
    const bool has_options = settings_.options.interval.count() > 0 && collector.options && !one_record;
    const Stream stream{collector.protocol, collector.fields,
                        collector.reduced,  collector.biflow.value_or(settings_.encoder.biflow),
                        has_options,        one_record};
    const auto same = std::find(streams_.begin(), streams_.end(), stream);
    if (same != streams_.end() && !settings_.balance) return channels_[static_cast<std::size_t>(same - streams_.begin())].get();
    auto channel = std::make_unique<Channel>(settings_.schedule, now);
    EncoderSettings encoder = settings_.encoder;
    encoder.fields = collector.fields;
    encoder.reduced = collector.reduced;
    encoder.biflow = stream.biflow;
    if (has_options) encoder.options = options_tables(collector.protocol, settings_.options.sampling);
    encoder.one_record = one_record;
    if (auto made = channel->make_encoder(collector.protocol, encoder, layouts); !made) return tl::unexpected(made.error());
    streams_.push_back(stream);
    channels_.push_back(std::move(channel));
    return channels_.back().get();
}

Result<> Exporter::use(const bpf::Layouts& layouts, Time now) {
    for (const auto& channel : channels_)
        if (auto used = channel->use(layouts, now); !used) return used;
    options_schedule_.on_new_templates();
    return {};
}

Result<> Exporter::check(const bpf::Layouts& layouts) const {
    for (const Way& way : ways_)
        if (auto checked = way.channel->check(layouts); !checked)
            return fail(way.transport->report().collector.text() + ": " + checked.error().message);
    return {};
}

void Exporter::send(const Record& record) {
    if (settings_.balance) return chosen_for(record).send(record);
    for (const auto& channel : channels_) channel->send(record);
}

// Rendezvous hashing: when a collector goes away, only its flows move; when it is back, only these return.
Channel& Exporter::chosen_for(const Record& record) const {
    const std::uint64_t flow = flow_hash(record);
    std::uint64_t most = 0;
    std::size_t chosen = available_.front();
    for (const std::size_t i : available_) {
        const std::uint64_t weight = mixed(flow ^ mixed(i + 1));
        if (weight < most) continue;
        most = weight;
        chosen = i;
    }
    return *channels_[chosen];
}

// If all are away, flows wait for the collector that they would go to.
void Exporter::find_available() {
    if (!settings_.balance) return;
    available_.clear();
    for (std::size_t i = 0; i < channels_.size(); ++i)
        if (channels_[i]->is_available()) available_.push_back(i);
    if (!available_.empty()) return;
    for (std::size_t i = 0; i < channels_.size(); ++i) available_.push_back(i);
}

void Exporter::tick(Time now) {
    find_available();
    for (const auto& channel : channels_) channel->tick(now);
    if (!source_.report) return;
    switch (options_schedule_.tick(now)) {
        case OptionsSchedule::Action::report: return push_options(OptionsPart::all);
        case OptionsSchedule::Action::look:
            if (source_.interfaces() != told_interfaces_) push_options(OptionsPart::interfaces);
            break;
        case OptionsSchedule::Action::nothing: break;
    }
}

void Exporter::push_options(OptionsPart part) {
    told_interfaces_ = source_.interfaces();
    const OptionsReport report{source_.report(), told_interfaces_};
    for (const auto& channel : channels_) channel->push_options(part, settings_.options, report);
}

void Exporter::finish() {
    for (const auto& channel : channels_) channel->flush();
    if (source_.report && settings_.options.interval.count() > 0) push_options(OptionsPart::all);
    const auto deadline = std::chrono::steady_clock::now() + settings_.linger;
    for (const auto& channel : channels_)
        for (const auto& transport : channel->transports()) transport->finish(deadline);
}

std::vector<CollectorReport> Exporter::reports(bool with_prepared) const {
    const std::lock_guard lock(mutex_);
    std::vector<CollectorReport> reports;
    const auto add = [&](const Way& way) {
        reports.push_back(way.transport->report());
        reports.back().encoding = way.before;
        reports.back().encoding += way.channel->encoder().counters();
    };
    for (const Way& way : ways_) add(way);
    if (with_prepared && prepared_)
        for (const Way& way : prepared_->ways_)
            if (!way.goes_on) add(way);
    return reports;
}

std::uint64_t Exporter::failed() const {
    std::uint64_t sum = 0;
    for (const auto& channel : channels_) sum += channel->encoder().failed();
    return sum;
}

std::vector<std::uint16_t> Exporter::template_ids() const {
    std::vector<std::uint16_t> ids;
    for (const auto& channel : channels_)
        for (const std::uint16_t id : channel->encoder().template_ids_in_use()) ids.push_back(id);
    return ids;
}

}  // namespace exporter
