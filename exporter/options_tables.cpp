// SPDX-License-Identifier: Apache-2.0
#include "exporter/options_tables.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace exporter {
namespace {

// Fixed: a collector may read names at fixed offsets alone (nfcapd). As long as Linux allows (IFNAMSIZ), and as most descriptions.
constexpr std::uint16_t kNameOctets = 16;
constexpr std::uint16_t kDescriptionOctets = 64;

// What a table is, and who makes its rows.
using Rows = std::vector<OptionsRow>;
struct Context {
    const OptionsSettings& settings;
    std::uint32_t domain;
    const OptionsReport& report;
    const CollectorCounters& counters;
};
struct Topic {
    OptionsTable table;
    Rows (*rows)(const Context& context);
    OptionsPart part = OptionsPart::all;
};

std::uint64_t sum_of(const std::vector<IgnoredPackets>& all, std::uint64_t IgnoredPackets::*member) {
    std::uint64_t sum = 0;
    for (const IgnoredPackets& one : all) sum += one.*member;
    return sum;
}

struct NotSent {
    const char* cause;
    Amount amount;
};

std::array<NotSent, 3> not_sent(const CollectorCounters& counters) {
    return {{{"collector unresolved", counters.lost_unresolved},
             {"collector unreachable", counters.lost_unreachable},
             {"no buffer", counters.lost_no_buffer}}};
}

// 16 bits; longer ones, and none, as the longest there is.
std::uint64_t timeout(std::uint32_t seconds) { return seconds == 0 ? 65'535 : std::min<std::uint64_t>(seconds, 65'535); }

Rows process_rows(const Context& context) {
    const OptionsSettings& settings = context.settings;
    return {{std::uint64_t{context.domain}, std::uint64_t{settings.process}, timeout(settings.active_s), timeout(settings.idle_s),
             settings.started_ms}};
}

// selectorAlgorithm and flowSelectorAlgorithm (RFC 5477 section 8.2.1, RFC 7014 section 7.2.1)
constexpr std::uint64_t kSystematicCountBased = 1, kUniformProbabilistic = 4;

// One packet, then a space; without a space, all of them. Random sampling has them on average.
Rows sampling_rows(const Context& context) {
    const OptionsSettings& settings = context.settings;
    const bool is_random = settings.sampling == SamplingMethod::random;
    return {{std::uint64_t{1}, is_random ? kUniformProbabilistic : kSystematicCountBased, std::uint64_t{1},
             std::uint64_t{settings.sampling_interval} - 1, std::bit_cast<std::uint64_t>(1.0 / settings.sampling_interval)}};
}

Rows flow_sampling_rows(const Context& context) {
    return {{std::uint64_t{1}, kUniformProbabilistic, std::uint64_t{1}, std::uint64_t{context.settings.sampling_interval} - 1}};
}

// Texts end with a zero, which some collectors put there anyway.
OptionValue name_of(const InterfaceName& interface) { return cut_text(interface.name, kNameOctets - 1); }
OptionValue description_of(const InterfaceName& interface) {
    return cut_text(interface.description.empty() ? interface.name : interface.description, kDescriptionOctets - 1);
}

Rows interface_rows(const Context& context) {
    Rows rows;
    for (const InterfaceName& interface : context.report.interfaces)
        rows.push_back({name_of(interface), std::uint64_t{interface.index}, description_of(interface)});
    return rows;
}

Rows metered_rows(const Context& context) {
    const CollectorCounters& counters = context.counters;
    return {{std::uint64_t{context.domain}, std::uint64_t{context.settings.process}, counters.all_messages + counters.waiting,
             counters.sent.records + counters.waiting_flows, counters.all_octets + counters.waiting_octets,
             context.report.meter.observed_flows}};
}

Rows ignored_rows(const Context& context) {
    const auto& ignored = context.report.meter.ignored;
    return {{std::uint64_t{context.domain}, std::uint64_t{context.settings.process}, sum_of(ignored, &IgnoredPackets::packets),
             sum_of(ignored, &IgnoredPackets::octets)}};
}

Rows not_sent_rows(const Context& context) {
    Amount sum;
    for (const NotSent& one : not_sent(context.counters)) {
        sum.records += one.amount.records;
        sum.packets += one.amount.packets;
        sum.octets += one.amount.octets;
    }
    return {{std::uint64_t{context.settings.process}, sum.records, sum.packets, sum.octets}};
}

Rows loss_rows(const Context& context) {
    Rows rows;
    const std::uint64_t domain = context.domain;
    for (const IgnoredPackets& one : context.report.meter.ignored)
        rows.push_back({domain, one.cause, one.packets, std::uint64_t{0}});
    for (const NotSent& one : not_sent(context.counters))
        rows.push_back({domain, std::string(one.cause), std::uint64_t{0}, one.amount.records});
    return rows;
}

constexpr OptionElement kDomain{149, 4};    // observationDomainId
constexpr OptionElement kMetering{143, 4};  // meteringProcessId

std::vector<Topic> ipfix_topics(const Topic& sampling) {
    return {
        // flowActiveTimeout, flowIdleTimeout, systemInitTimeMilliseconds
        {{{kDomain, kMetering, {36, 2}, {37, 2}, {160, 8}}, 2}, process_rows},
        sampling,
        // interfaceName: ingressInterface, interfaceDescription. So that nfcapd 1.7.1 reads it right: the index is not in the scope, and
        // a row is as long as scope, index and description.
        {{{{82, kNameOctets}, {10, 4}, {83, kDescriptionOctets}}, 1}, interface_rows, OptionsPart::interfaces},
        // exportedMessageTotalCount, exportedFlowRecordTotalCount, exportedOctetTotalCount, observedFlowTotalCount
        {{{kDomain, kMetering, {41, 8}, {42, 8}, {40, 8}, {163, 8}}, 2}, metered_rows},
        // ignoredPacketTotalCount, ignoredOctetTotalCount
        {{{kDomain, kMetering, {164, 8}, {165, 8}}, 2}, ignored_rows},
        // exportingProcessId: notSentFlowTotalCount, notSentPacketTotalCount, notSentOctetTotalCount
        {{{{144, 4}, {166, 8}, {167, 8}, {168, 8}}, 1}, not_sent_rows},
        // selectorName: ignoredPacketTotalCount, notSentFlowTotalCount
        {{{kDomain, {335, kVariableLength}, {164, 8}, {166, 8}}, 2}, loss_rows},
    };
}

Rows system_rows_v9(const Context& context) {
    const OptionsSettings& settings = context.settings;
    const bool is_random = settings.sampling == SamplingMethod::random || settings.sampling == SamplingMethod::flows;
    return {{std::uint64_t{0}, std::uint64_t{settings.sampling_interval}, std::uint64_t{is_random ? 2U : 1U},
             timeout(settings.active_s), timeout(settings.idle_s)}};
}

Rows name_rows_v9(const Context& context) {
    Rows rows;
    for (const InterfaceName& interface : context.report.interfaces)
        rows.push_back({std::uint64_t{interface.index}, name_of(interface)});
    return rows;
}

Rows description_rows_v9(const Context& context) {
    Rows rows;
    for (const InterfaceName& interface : context.report.interfaces)
        rows.push_back({std::uint64_t{interface.index}, std::uint64_t{interface.index}, description_of(interface)});
    return rows;
}

Rows exported_rows_v9(const Context& context) {
    const CollectorCounters& counters = context.counters;
    return {{std::uint64_t{0}, counters.all_messages + counters.waiting, counters.sent.records + counters.waiting_flows,
             counters.all_octets + counters.waiting_octets}};
}

// The scope of these is a type of its own: 1 system, 2 interface (RFC 3954 section 6.1).
const std::vector<Topic>& netflow9_topics() {
    static const std::vector<Topic> topics = {
        // SAMPLING_INTERVAL, SAMPLING_ALGORITHM (1: deterministic, 2: random), FLOW_ACTIVE_TIMEOUT, FLOW_INACTIVE_TIMEOUT
        {{{{1, 4}, {34, 4}, {35, 1}, {36, 2}, {37, 2}}, 1}, system_rows_v9},
        // IF_NAME; INPUT_SNMP and IF_DESC. Two tables, and the index once more, for nfcapd: see that of IPFIX.
        {{{{2, 4}, {82, kNameOctets}}, 1}, name_rows_v9, OptionsPart::interfaces},
        {{{{2, 4}, {10, 4}, {83, kDescriptionOctets}}, 1}, description_rows_v9, OptionsPart::interfaces},
        // TOTAL_PKTS_EXP, TOTAL_FLOWS_EXP, TOTAL_BYTES_EXP
        {{{{1, 4}, {41, 8}, {42, 8}, {40, 8}}, 1}, exported_rows_v9},
    };
    return topics;
}

const std::vector<Topic>& topics_of(config::Protocol protocol, SamplingMethod sampling) {
    static const std::vector<Topic> none;
    // selectorId: selectorAlgorithm, samplingPacketInterval, samplingPacketSpace, samplingProbability
    static const std::vector<Topic> of_packets =
        ipfix_topics({{{{302, 8}, {304, 2}, {305, 4}, {306, 4}, {311, 8}}, 1}, sampling_rows});
    // selectorId: flowSelectorAlgorithm, samplingFlowInterval, samplingFlowSpacing
    static const std::vector<Topic> of_flows = ipfix_topics({{{{302, 8}, {390, 2}, {396, 8}, {397, 8}}, 1}, flow_sampling_rows});
    switch (protocol) {
        case config::Protocol::ipfix: return sampling == SamplingMethod::flows ? of_flows : of_packets;
        case config::Protocol::netflow9: return netflow9_topics();
        default: return none;
    }
}

}  // namespace

std::vector<OptionsTable> options_tables(config::Protocol protocol, SamplingMethod sampling) {
    std::vector<OptionsTable> tables;
    for (const Topic& topic : topics_of(protocol, sampling)) tables.push_back(topic.table);
    return tables;
}

std::vector<OptionsData> options_data(config::Protocol protocol, OptionsPart part, const OptionsSettings& settings,
                                      std::uint32_t domain, const OptionsReport& report, const CollectorCounters& counters) {
    std::vector<OptionsData> data;
    const std::vector<Topic>& topics = topics_of(protocol, settings.sampling);
    for (std::size_t i = 0; i < topics.size(); ++i)
        if (part == OptionsPart::all || topics[i].part == part)
            data.push_back({i, topics[i].rows({settings, domain, report, counters})});
    return data;
}

}  // namespace exporter
