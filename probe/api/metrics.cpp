// SPDX-License-Identifier: Apache-2.0
#include "probe/api/metrics.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>
#include <vector>

namespace probe::api {

namespace {

using Labels = std::vector<std::pair<const char*, std::string>>;

// What is no UTF-8 becomes '?': an alias or a path may be anything.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char letter : text) {
        const auto value = static_cast<unsigned char>(letter);
        if (letter == '\\' || letter == '"')
            result += std::string("\\") + letter;
        else
            result += value < 0x20 || value >= 0x7f ? '?' : letter;
    }
    return result;
}

class MetricsText {
 public:
    void family(const char* name, const char* type, const char* help) {
        name_ = name;
        suffix_ = type == std::string_view("counter") ? "_total" : type == std::string_view("info") ? "_info" : "";
        fmt::format_to(std::back_inserter(text_), "# TYPE {} {}\n# HELP {} {}\n", name, type, name, help);
    }
    template <class Value>
    void sample(const Labels& labels, Value value) {
        std::string all;
        for (const auto& [label, text] : labels) all += fmt::format("{}{}=\"{}\"", all.empty() ? "" : ",", label, escaped(text));
        fmt::format_to(std::back_inserter(text_), "{}{}{} {}\n", name_, suffix_, all.empty() ? all : "{" + all + "}", value);
    }
    template <class Value>
    void single(const char* name, const char* type, const char* help, Value value) {
        family(name, type, help);
        sample({}, value);
    }
    std::string take() {
        text_ += "# EOF\n";
        return std::move(text_);
    }

 private:
    std::string text_;
    const char *name_ = "", *suffix_ = "";
};

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

Labels labels_of(const PortStatistics& port) {
    return {{"interface", port.name}, {"index", std::to_string(port.index)}, {"direction", port.direction}};
}

Labels with(Labels labels, const char* name, std::string value) {
    labels.emplace_back(name, std::move(value));
    return labels;
}

void add_interfaces(MetricsText& text, const Observation& seen) {
    const auto& ports = seen.statistics.ports;
    const auto each = [&](const char* name, const char* help, auto member) {
        text.family(name, "counter", help);
        for (const PortStatistics& port : ports) text.sample(labels_of(port), port.counters.*member);
    };
    using Counters = bpf::shared::counters;
    each("xdpflow_frames", "Frames that the program was given.", &Counters::frames);
    each("xdpflow_octets", "Octets of IP in them.", &Counters::octets);
    each("xdpflow_evicted_records", "Records moved to a log because their set was full.", &Counters::evicted);
    text.family("xdpflow_frames_without_flow", "counter", "Frames that are in no flow, and not lost, by cause.");
    for (const PortStatistics& port : ports) {
        text.sample(with(labels_of(port), "cause", "non_ip"), port.counters.non_ip);
        text.sample(with(labels_of(port), "cause", "malformed"), port.counters.malformed);
        text.sample(with(labels_of(port), "cause", "filtered"), port.counters.filtered);
        text.sample(with(labels_of(port), "cause", "not_sampled"), port.counters.not_sampled);
    }
    text.family("xdpflow_dropped_frames", "counter", "Frames that were dropped once they were counted, by dropper.");
    for (const PortStatistics& port : ports)
        for (std::size_t i = 0; i < seen.droppers.size(); i++)
            text.sample(with(labels_of(port), "dropper", seen.droppers[i]), port.counters.dropped[i]);
    text.family("xdpflow_interface_attached", "gauge", "1 while the interface is metered.");
    for (const PortStatistics& port : ports) text.sample(with(labels_of(port), "mode", port.mode), port.attached ? 1 : 0);
    if (const auto& attaching = seen.statistics.attaching) {
        text.single("xdpflow_missing_interfaces", "gauge", "Names that were asked for and that no interface has.",
                    attaching->missing.size());
        text.single("xdpflow_failed_attachments", "counter", "Attempts to attach that failed.", attaching->failures);
    }
}

void add_losses(MetricsText& text, const Statistics& statistics) {
    text.family("xdpflow_lost_packets", "counter", "Packets that are in no flow although they should be, by cause.");
    text.sample({{"cause", "log_full"}}, statistics.lost());
    text.sample({{"cause", "no_cpu_counters"}}, statistics.uncounted);
    text.single("xdpflow_lost_octets", "counter", "Octets in lost packets, where IN_BYTES is a field.",
                statistics.total.lost_octets);
    text.single("xdpflow_lost_records", "counter", "Records in which packets were lost.", statistics.total.lost_records);
    if (statistics.lost_states)
        text.single("xdpflow_lost_states", "counter", "States of flows that made room for others.", *statistics.lost_states);
    if (statistics.fragments_without_first)
        text.single("xdpflow_fragments_without_first", "counter",
                    "Fragments whose first one was not seen, so that they have no ports.", *statistics.fragments_without_first);
    if (statistics.failed_lookups)
        text.single("xdpflow_failed_lookups", "counter", "Look-ups in data bases that are broken.", *statistics.failed_lookups);
}

void add_cache(MetricsText& text, const Observation& seen) {
    const Statistics& statistics = seen.statistics;
    text.single("xdpflow_flows", "gauge", "Flows in progress in user space.", statistics.active_flows);
    text.single("xdpflow_flows_limit", "gauge", "Flows that user space holds at most, for each table.", seen.most_flows);
    text.single("xdpflow_exported_flows", "counter", "Flows exported or printed.", statistics.exported.flows);
    text.single("xdpflow_exported_packets", "counter", "Packets in them, where IN_PKTS is a field.", statistics.exported.packets);
    text.single("xdpflow_exported_octets", "counter", "Octets in them, where IN_BYTES is a field.", statistics.exported.octets);
    text.single("xdpflow_withheld_flows", "counter", "Flows that biflows_export keeps back.", statistics.exported.withheld_flows);
    text.single("xdpflow_records", "counter", "Records drained from the kernel's tables.", statistics.records);
    text.single("xdpflow_snapshots", "counter", "Snapshots cut.", statistics.swaps);
    text.single("xdpflow_table_octets", "gauge", "Memory of the flow tables in the kernel.", statistics.table_octets);
    text.single("xdpflow_flow_cache_limit_octets", "gauge", "Memory that the flow cache takes at most.",
                statistics.most_flow_octets);
}

void add_reconfigurations(MetricsText& text, const Statistics& statistics) {
    if (!statistics.reconfigurations) return;
    text.family("xdpflow_reconfigurations", "counter", "Requests for other settings, by what became of them.");
    text.sample({{"result", "done"}}, statistics.reconfigurations->done);
    text.sample({{"result", "refused"}}, statistics.reconfigurations->failed);
    text.family("xdpflow_refined_programs", "counter",
                "Programs of interfaces that a change had compiled quickly, replaced by better ones.");
    text.sample({}, statistics.reconfigurations->refined);
}

void add_policies(MetricsText& text, const Observation& seen) {
    if (seen.policies.empty()) return;
    text.family("xdpflow_policy_active", "gauge", "1 while the policy has changed what is metered.");
    for (const PolicyReport& policy : seen.policies) text.sample({{"policy", policy.name}}, policy.active ? 1 : 0);
    text.family("xdpflow_policy_decisions", "counter", "Decisions of policies, by what became of them.");
    for (const PolicyReport& policy : seen.policies) {
        text.sample({{"policy", policy.name}, {"result", "done"}}, policy.decisions);
        text.sample({{"policy", policy.name}, {"result", "refused"}}, policy.refused);
    }
}

void add_collectors(MetricsText& text, const Statistics& statistics) {
    const auto labels = [&](std::size_t number) -> Labels {
        return {{"collector", statistics.collectors[number].collector.text()}, {"number", std::to_string(number)}};
    };
    const auto each = [&](const char* name, const char* type, const char* help, auto value) {
        text.family(name, type, help);
        for (std::size_t i = 0; i < statistics.collectors.size(); i++) text.sample(labels(i), value(statistics.collectors[i]));
    };
    using Report = exporter::CollectorReport;
    if (statistics.collectors.empty()) return;
    each("xdpflow_collector_reachable", "gauge", "1 while there is a way to the collector.",
         [](const Report& report) { return report.state == exporter::CollectorState::reachable ? 1 : 0; });
    each("xdpflow_collector_sent_flows", "counter", "Records given to the network.",
         [](const Report& report) { return report.counters.sent.records; });
    each("xdpflow_collector_sent_messages", "counter", "Messages of any kind given to the network.",
         [](const Report& report) { return report.counters.all_messages; });
    each("xdpflow_collector_sent_octets", "counter", "Octets of messages of any kind.",
         [](const Report& report) { return report.counters.all_octets; });
    each("xdpflow_collector_refused_flows", "counter", "Of those sent: known not to have arrived.",
         [](const Report& report) { return report.counters.refused.records; });
    each("xdpflow_collector_unconfirmed_flows", "counter", "Of those sent: acknowledged, perhaps not read.",
         [](const Report& report) { return report.counters.unconfirmed.records; });
    each("xdpflow_collector_repeated_flows", "counter", "Of those sent: may have come twice.",
         [](const Report& report) { return report.counters.sent_again.records; });
    each("xdpflow_collector_unsupported_flows", "counter", "Not sent: the protocol cannot carry them.",
         [](const Report& report) { return report.encoding.unsupported_flows; });
    each("xdpflow_collector_inexact_flows", "counter", "Sent with a value replaced.",
         [](const Report& report) { return report.encoding.inexact_flows; });
    each("xdpflow_collector_waiting_messages", "gauge", "Messages in the queue.",
         [](const Report& report) { return report.counters.waiting; });
    text.family("xdpflow_collector_lost_flows", "counter", "Records given up, by cause.");
    for (std::size_t i = 0; i < statistics.collectors.size(); i++) {
        const exporter::CollectorCounters& counters = statistics.collectors[i].counters;
        text.sample(with(labels(i), "cause", "unresolved"), counters.lost_unresolved.records);
        text.sample(with(labels(i), "cause", "unreachable"), counters.lost_unreachable.records);
        text.sample(with(labels(i), "cause", "no_buffer"), counters.lost_no_buffer.records);
        text.sample(with(labels(i), "cause", "unacknowledged"), counters.lost_unacknowledged.records);
        text.sample(with(labels(i), "cause", "spool_full"), counters.lost_spool_full.records);
    }
}

void add_cost(MetricsText& text, const Observation& seen) {
    text.family("xdpflow_cpu_seconds", "counter", "CPU time of the process; what the program takes in the kernel is not in it.");
    text.sample({{"mode", "user"}}, seconds(seen.cpu_user));
    text.sample({{"mode", "system"}}, seconds(seen.cpu_system));
    text.single("xdpflow_resident_octets", "gauge", "Memory of the process.", seen.resident_octets);
    if (!seen.cost || !seen.cost->problem.empty()) return;
    text.family("xdpflow_program_nanoseconds_per_packet", "gauge",
                "What the program takes in the kernel, measured for a moment; only where it saw packets.");
    for (const ProgramCost& cost : seen.cost->programs)
        if (cost.packets)
            text.sample({{"interface", cost.interface}, {"direction", cost.direction}},
                        static_cast<double>(cost.nanoseconds) / static_cast<double>(cost.packets));
}

}  // namespace

std::string metrics_text(const Observation& observation) {
    MetricsText text;
    text.family("xdpflow", "info", "The probe.");
    text.sample({{"version", XDPFLOW_VERSION}, {"mode", observation.statistics.mode}}, 1);
    text.single("xdpflow_start_time_seconds", "gauge", "When the probe began, in seconds since the Unix epoch.",
                seconds(observation.started.time_since_epoch()));
    add_interfaces(text, observation);
    add_losses(text, observation.statistics);
    add_cache(text, observation);
    add_reconfigurations(text, observation.statistics);
    add_policies(text, observation);
    add_collectors(text, observation.statistics);
    add_cost(text, observation);
    return text.take();
}

}  // namespace probe::api
