// SPDX-License-Identifier: Apache-2.0
// Other collectors in the place of the present ones.
#include <algorithm>

#include "exporter/exporter.hpp"

namespace exporter {

Result<> Exporter::prepare(boost::asio::io_context& io, const ExporterSettings& settings, const bpf::Layouts& layouts, Time now,
                           const TransportEvents& events) {
    auto made = make_parts(io, settings, layouts, now, events, this);
    if (!made) return tl::unexpected(made.error());
    const std::lock_guard lock(mutex_);
    prepared_ = std::move(*made);
    return {};
}

std::vector<std::unique_ptr<Transport>> Exporter::take_transports() {
    std::vector<std::unique_ptr<Transport>> all;
    for (const auto& channel : channels_)
        for (auto& transport : channel->take_transports()) all.push_back(std::move(transport));
    return all;
}

std::vector<std::unique_ptr<Transport>> Exporter::forget_prepared() {
    const std::lock_guard lock(mutex_);
    if (!prepared_) return {};
    std::vector<std::unique_ptr<Transport>> made = prepared_->take_transports();
    prepared_.reset();
    return made;
}

std::vector<std::unique_ptr<Transport>> Exporter::change() {
    for (const auto& channel : channels_) channel->flush();
    std::vector<std::unique_ptr<Transport>> old;
    {
        const std::lock_guard lock(mutex_);
        old = take_transports();
        for (Way& way : prepared_->ways_) {
            if (!std::exchange(way.goes_on, false)) continue;
            const auto found = std::find_if(old.begin(), old.end(), [&](const auto& one) { return one.get() == way.transport; });
            way.channel->add(std::move(*found));
            old.erase(found);
        }
        settings_ = prepared_->settings_;
        streams_ = std::move(prepared_->streams_);
        channels_ = std::move(prepared_->channels_);
        ways_ = std::move(prepared_->ways_);
        prepared_.reset();
    }
    options_schedule_ = OptionsSchedule(settings_.options.interval);
    for (const auto& channel : channels_) channel->begin();
    find_available();
    return old;
}

}  // namespace exporter
