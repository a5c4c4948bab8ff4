// SPDX-License-Identifier: Apache-2.0
#include "probe/session/collectors.hpp"

#include <boost/asio/post.hpp>
#include <signal.h>

#include <cstdio>

namespace probe {

namespace {

void say(const exporter::CollectorReport& report) {
    const std::string name = report.collector.text();
    if (report.state == exporter::CollectorState::unreachable || report.state == exporter::CollectorState::unresolved)
        std::fprintf(stderr, "xdpflow: %s: %s; flows wait, and the oldest are given up when too many do\n", name.c_str(),
                     report.reason.c_str());
    else if (report.state == exporter::CollectorState::reachable)
        std::fprintf(stderr, "xdpflow: %s: flows are being sent\n", name.c_str());
}

void say_trouble(const exporter::CollectorReport& report, const std::string& trouble) {
    std::fprintf(stderr, "xdpflow: %s: %s\n", report.collector.text().c_str(), trouble.c_str());
}

}  // namespace

Result<std::vector<config::Collector>> parse_collectors(const std::vector<std::string>& addresses) {
    if (addresses.size() > config::kMostCollectors) return fail(config::too_many_collectors());
    std::vector<config::Collector> collectors;
    for (const std::string& text : addresses) {
        auto collector = config::parse_collector(text);
        if (!collector) return tl::unexpected(collector.error());
        collectors.push_back(std::move(*collector));
    }
    return collectors;
}

Result<std::unique_ptr<Collectors>> Collectors::make(const std::vector<std::string>& addresses,
                                                     exporter::ExporterSettings settings, const bpf::Layouts& layouts,
                                                     const OnConnect& on_connect, const OnChange& on_change) {
    auto parsed = parse_collectors(addresses);
    if (!parsed) return tl::unexpected(parsed.error());
    settings.collectors = std::move(*parsed);
    std::unique_ptr<Collectors> collectors(new Collectors);
    collectors->on_connect_ = on_connect;
    const auto tell = [on_change](const exporter::CollectorReport& report) {
        say(report);
        if (on_change) on_change(report);
    };
    collectors->events_ = {tell, {}, say_trouble};
    if (on_connect) collectors->events_.on_connect = [self = collectors.get()] { self->tell_endpoints(); };
    auto made =
        exporter::Exporter::make(collectors->io_, settings, layouts, std::chrono::steady_clock::now(), collectors->events_);
    if (!made) return tl::unexpected(made.error());
    collectors->exporter_ = std::move(*made);
    sigset_t all, before;  // signals are for the thread that waits for them
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    collectors->network_ = std::thread([io = &collectors->io_] { io->run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return collectors;
}

Collectors::~Collectors() {
    leaving_.clear();
    io_.stop();
    if (network_.joinable()) network_.join();
}

Result<> Collectors::prepare(const std::vector<std::string>& addresses, exporter::ExporterSettings settings,
                             const bpf::Layouts& layouts) {
    auto parsed = parse_collectors(addresses);
    if (!parsed) return tl::unexpected(parsed.error());
    settings.collectors = std::move(*parsed);
    return exporter_->prepare(io_, settings, layouts, std::chrono::steady_clock::now(), events_);
}

void Collectors::change() {
    for (auto& transport : exporter_->change()) leave(std::move(transport));
}

void Collectors::forget_prepared() {
    for (auto& transport : exporter_->forget_prepared()) end_on_network_thread(std::move(transport));
}

// Its callbacks run there.
void Collectors::end_on_network_thread(std::shared_ptr<exporter::Transport> transport) {
    boost::asio::post(io_, [last = std::move(transport)]() mutable { last.reset(); });
}

void Collectors::leave(std::unique_ptr<exporter::Transport> transport) {
    std::erase_if(leaving_, [](const std::future<void>& one) {
        return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
    std::shared_ptr<exporter::Transport> leaver(std::move(transport));
    {
        const std::lock_guard lock(mutex_);
        leavers_.push_back(leaver);
    }
    leaving_.push_back(std::async(std::launch::async, [this, leaver = std::move(leaver)]() mutable {
        leaver->finish(std::chrono::steady_clock::now() + exporter::ExporterSettings{}.linger);
        const std::lock_guard lock(mutex_);
        former_.push_back(leaver->report());
        former_.back().reason = "is no collector any more";
        if (former_.size() > kMostFormer) former_.pop_front();
        leavers_.remove(leaver);
        end_on_network_thread(std::move(leaver));
    }));
}

std::vector<exporter::CollectorReport> Collectors::reports() const {
    std::vector<exporter::CollectorReport> reports = exporter_->reports();
    const std::lock_guard lock(mutex_);
    for (const auto& leaver : leavers_) reports.push_back(leaver->report());
    reports.insert(reports.end(), former_.begin(), former_.end());
    return reports;
}

// Also of those that have nothing to send any more, or not yet.
void Collectors::tell_endpoints() {
    std::vector<exporter::CollectorReport> reports = exporter_->reports(true);
    {
        const std::lock_guard lock(mutex_);
        for (const auto& leaver : leavers_) reports.push_back(leaver->report());
    }
    on_connect_(reports);
}

}  // namespace probe
