// SPDX-License-Identifier: Apache-2.0
#include "probe/api/watch.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "probe/control/outcome.hpp"

namespace probe::api {

namespace {

std::chrono::nanoseconds of(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

// The second number of /proc/self/statm (proc(5)) is pages.
std::uint64_t resident_octets() {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "re"), std::fclose);
    unsigned long all = 0, resident = 0;
    if (!file || std::fscanf(file.get(), "%lu %lu", &all, &resident) != 2) return 0;
    return std::uint64_t{resident} * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

Result<> Watch::start(const config::Settings& settings, Worker worker) {
    set(settings);
    const ServerSettings server = server_settings(settings);
    if (server.socket.empty() && server.listen.empty()) return {};
    auto control = Control::start(server, std::move(worker), events_);
    const bool is_said = settings.control != config::Settings().control || !settings.control_listen.empty();
    if (!control && is_said) return tl::unexpected(control.error());
    if (!control) {
        std::fprintf(stderr, "xdpflow: no API: %s\n", control.error().text().c_str());
        return {};
    }
    control_ = std::move(*control);
    if (const std::string address = control_->address(); !address.empty())
        std::fprintf(stderr, "xdpflow: the API is at %s\n", address.c_str());
    return {};
}

void Watch::tell(const exporter::CollectorReport& report) {
    static constexpr const char* kStates[] = {"starting", "reachable", "unresolved", "unreachable"};
    events_.add("collector", {{"address", report.collector.text()},
                              {"state", kStates[static_cast<std::size_t>(report.state)]},
                              {"reason", report.reason}});
}

void Watch::tell(const probe::Outcome& outcome) { events_.add("change", probe::to_json(outcome)); }

void Watch::look(const ProgramMemory& memory) {
    constexpr std::chrono::seconds kBetween{1};
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_ < kBetween) return;
    looked_ = now;
    look_at(memory);
}

void Watch::leave(const ProgramMemory& memory) {
    look_at(memory);
    lost_ = 0;
}

void Watch::look_at(const ProgramMemory& memory) {
    const bpf::shared::counters total = sum_counters(memory);
    const std::uint64_t lost = total.lost_records + memory.control->uncounted;
    if (lost == lost_) return;
    events_.add("loss", {{"records", lost - lost_}, {"lost_records", total.lost_records}, {"lost_packets", total.lost_packets}});
    last_loss_ = Clock::now();
    lost_ = lost;
}

Observation Watch::observation(Statistics statistics, const Plan& plan) const {
    Observation seen;
    seen.at = Clock::now();
    seen.started = started_;
    seen.statistics = std::move(statistics);
    for (const bpf::Feature* field : plan.fields) seen.fields.push_back(field->name);
    for (const bpf::Dropper* dropper : plan.droppers) seen.droppers.push_back(dropper->name);
    seen.bidirectional = plan.layouts.bidirectional;
    if (settings_) seen.settings = settings_;
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    seen.cpu_user = of(usage.ru_utime);
    seen.cpu_system = of(usage.ru_stime);
    seen.resident_octets = resident_octets();
    seen.last_loss = last_loss_;
    return seen;
}

}  // namespace probe::api

namespace probe {

std::vector<api::ProgramRuns> program_runs(const KernelProgram& program, const std::vector<const Attachment*>& attached) {
    std::vector<api::ProgramRuns> all;
    for (const Attachment* attachment : attached) {
        api::ProgramRuns runs{attachment->interface.name, name_of(attachment->direction), 0, 0};
        for (const int descriptor : program.copies_of(attachment->port)) {
            bpf_prog_info info{};
            __u32 octets = sizeof info;
            if (bpf_obj_get_info_by_fd(descriptor, &info, &octets) != 0) continue;
            runs.packets += info.run_cnt;
            runs.nanoseconds += info.run_time_ns;
        }
        all.push_back(std::move(runs));
    }
    return all;
}

}  // namespace probe
