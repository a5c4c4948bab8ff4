// SPDX-License-Identifier: Apache-2.0
// Policies of the running probe: what it measures of itself after snapshots about a second apart, what they decide, and what became of
// that. And the configuration file, which may be another one at any time.
#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

#include "probe/control/running.hpp"
#include "probe/policy/policy_json.hpp"
#include "probe/session/complain.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

namespace {

using Clock = std::chrono::steady_clock;

// The kernel takes some 30 ns a packet for it, so it does it for a twentieth of the time.
constexpr std::chrono::milliseconds kMeasured{50};

std::chrono::nanoseconds cpu_of_process() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

api::ProgramRuns sum_of(const std::vector<api::ProgramRuns>& all) {
    api::ProgramRuns sum;
    for (const api::ProgramRuns& one : all) sum.packets += one.packets, sum.nanoseconds += one.nanoseconds;
    return sum;
}

}  // namespace

Result<> Running::watch_file() {
    if (!policies_.base().reload) {
        file_watch_.reset();
        return {};
    }
    if (file_watch_) return {};
    if (configuration_.empty()) return fail("reload needs a configuration file; name one with --config");
    auto watch = FileWatch::make(io_, configuration_, [this] { reread(); });
    if (!watch) return tl::unexpected(watch.error());
    file_watch_ = std::move(*watch);
    return {};
}

PolicyCounters Running::policy_counters() {
    const Statistics seen = statistics();
    const auto& total = seen.total;
    PolicyCounters counters;
    counters.frames = total.frames;
    counters.octets = total.octets;
    counters.metered = total.frames - total.non_ip - total.malformed - total.filtered - total.not_sampled;
    counters.flows_begun = flows_->begun();
    counters.active_flows = seen.active_flows;
    counters.lost = seen.lost() + seen.uncounted;
    for (const exporter::CollectorReport& report : seen.collectors) {
        const exporter::CollectorCounters& of = report.counters;
        counters.export_lost += of.lost_unresolved.records + of.lost_unreachable.records + of.lost_no_buffer.records +
                                of.lost_unacknowledged.records + of.lost_spool_full.records;
    }
    counters.cpu = cpu_of_process();
    return counters;
}

// After each snapshot.
void Running::look_at_policies() {
    const auto now = Clock::now();
    if (!policies_.any() || !sampler_.is_due(now)) return;
    auto sample = sampler_.take(policy_counters(), now);
    const RecordMetrics::Shares shares = record_metrics_ ? record_metrics_->take() : RecordMetrics::Shares{};
    const auto ns = std::exchange(measured_ns_, std::nullopt);
    if (policies_.looks_at(config::Metric::ns_per_packet)) measure_program();
    if (!sample || !asked_.empty()) return;
    sample->at(config::Metric::ns_per_packet) = ns;
    sample->at(config::Metric::top_source_share) = shares.top_source;
    sample->at(config::Metric::syn_share) = shares.syn;
    const auto decision = policies_.look(*sample, now);
    if (!decision) return;
    tell(*decision);
    const std::uint64_t ticket = ++last_ticket_;
    asked_[ticket] = {
        [wanted = policies_.wanted()](const config::Settings&) -> Result<config::Settings> { return wanted; }, {}, true};
    order_.push_back(ticket);
    machine_.request(ticket, now);
    go_on();
}

// What was measured is known at the next look. Who has the sysctl set needs no right of ours: so it is looked at anyhow.
void Running::measure_program() {
    const auto enabled = std::make_shared<UniqueFd>(bpf_enable_stats(BPF_STATS_RUN_TIME));
    const std::string problem = enabled->is_open() ? "" : std::strerror(errno);
    const std::uint64_t changes = machine_.counters().done;
    const api::ProgramRuns before = sum_of(program_runs(*program_, attachments_->attached()));
    measure_timer_.expires_after(kMeasured);
    measure_timer_.async_wait([=, this](const auto& error) {
        if (error || changes != machine_.counters().done) return;
        const api::ProgramRuns after = sum_of(program_runs(*program_, attachments_->attached()));
        if (after.packets >= before.packets && after.nanoseconds >= before.nanoseconds)
            measured_ns_ = ns_per_packet(after.packets - before.packets, after.nanoseconds - before.nanoseconds);
        enabled->reset();
        if (problem.empty() || measured_ns_ || std::exchange(is_unmeasured_told_, true)) return;
        const std::string line = "policies do not know ns_per_packet: the kernel does not measure programs: " + problem +
                                 "; it needs CAP_SYS_ADMIN, or `sysctl kernel.bpf_stats_enabled=1`";
        complain(line);
        watch_.tell("policy", line);
    });
}

void Running::tell(const PolicyDecision& decision) {
    complain(decision.text(), kDone);
    watch_.tell("policy", to_json(decision));
}

// The end of a change, before it is told.
void Running::settle_policies(const Asked& asked, const Result<Outcome>& result) {
    const auto now = Clock::now();
    if (!result) {
        if (asked.is_decision) tell(policies_.refused(result.error(), now));
        return;
    }
    if (asked.is_decision)
        policies_.done(now);
    else
        policies_ = std::move(*next_.policies);
    policies_.changed(now);
    sampler_.forget();
    measured_ns_.reset();
    watch_records();
    if (asked.is_decision) return;
    watch_.set(policies_.base());
    if (auto watched = watch_file(); !watched) complain(watched.error());
}

void Running::watch_records() {
    const bool is_wanted = policies_.looks_at(config::Metric::top_source_share) || policies_.looks_at(config::Metric::syn_share);
    record_metrics_ = is_wanted ? std::make_unique<RecordMetrics>(metering_->plan.layouts) : nullptr;
    flows_->show_to(record_metrics_.get());
}

}  // namespace probe
