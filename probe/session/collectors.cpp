// SPDX-License-Identifier: Apache-2.0
#include "probe/session/collectors.hpp"

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

Result<std::unique_ptr<Collectors>> Collectors::make(const std::vector<std::string>& addresses,
                                                     exporter::ExporterSettings settings, const bpf::Layouts& layouts,
                                                     const OnConnect& on_connect) {
    if (addresses.size() > config::kMostCollectors) return fail(config::too_many_collectors());
    for (const std::string& text : addresses) {
        auto collector = config::parse_collector(text);
        if (!collector) return tl::unexpected(collector.error());
        settings.collectors.push_back(std::move(*collector));
    }
    std::unique_ptr<Collectors> collectors(new Collectors);
    exporter::TransportEvents events{say, {}, say_trouble};
    if (on_connect) events.on_connect = [self = collectors.get(), on_connect] { on_connect(self->exporter_->reports()); };
    auto made = exporter::Exporter::make(collectors->io_, settings, layouts, std::chrono::steady_clock::now(), events);
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
    io_.stop();
    if (network_.joinable()) network_.join();
}

}  // namespace probe
