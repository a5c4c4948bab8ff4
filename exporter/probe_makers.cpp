// SPDX-License-Identifier: Apache-2.0
// What the probe says of itself in every record: its settings, names and addresses, and a number for each record.
#include <cstring>

#include "exporter/makers.hpp"
#include "exporter/text.hpp"

namespace exporter {
namespace {

constexpr std::size_t kInterfaceNameOctets = 16;  // IFNAMSIZ
constexpr std::size_t kInstanceNameOctets = 32;

// One of the probe's facts: a number or octets.
template <auto kFact>
Maker fact(const bpf::Layout& /*held*/, Sources& sources) {
    const ProbeFacts* probe = &sources.probe;
    return [probe](const Record& /*record*/, std::byte* out) { std::memcpy(out, &(probe->*kFact), sizeof(probe->*kFact)); };
}

Maker instance_name(const bpf::Layout& /*held*/, Sources& sources) {
    const ProbeFacts* probe = &sources.probe;
    return [probe](const Record& /*record*/, std::byte* out) { store_text(out, kInstanceNameOctets, probe->instance_name); };
}

Maker flow_id(const bpf::Layout& /*held*/, Sources& sources) {
    return [next = &sources.next_flow_id](const Record& /*record*/, std::byte* out) { store(out, (*next)++); };
}

Maker export_time(const bpf::Layout& /*held*/, Sources& sources) {
    return [&sources](const Record& /*record*/, std::byte* out) { store(out, static_cast<std::uint32_t>(sources.now_s())); };
}

Maker interface_name(const bpf::Layout& /*held*/, Sources& sources) {
    return [names = &sources.interface_names](const Record& record, std::byte* out) {
        const Point& point = record.context.point;
        const auto found = names->find(point.input != 0 ? point.input : point.output);
        store_text(out, kInterfaceNameOctets, found == names->end() ? std::string_view() : std::string_view(found->second));
    };
}

constexpr NamedMaker kMakers[] = {
    {"SAMPLING_INTERVAL", fact<&ProbeFacts::sampling_interval>},
    {"SAMPLING_ALGORITHM", fact<&ProbeFacts::sampling_algorithm>},
    {"FLOW_ACTIVE_TIMEOUT", fact<&ProbeFacts::active_s>},
    {"FLOW_INACTIVE_TIMEOUT", fact<&ProbeFacts::idle_s>},
    {"ENGINE_TYPE", fact<&ProbeFacts::engine_type>},
    {"ENGINE_ID", fact<&ProbeFacts::engine_id>},
    {"observationDomainId", fact<&ProbeFacts::observation_domain>},
    {"EXPORTER_IPV4_ADDRESS", fact<&ProbeFacts::ipv4>},
    {"EXPORTER_IPV6_ADDRESS", fact<&ProbeFacts::ipv6>},
    {"NPROBE_IPV4_ADDRESS", fact<&ProbeFacts::ipv4>},
    {"NPROBE_INSTANCE_NAME", instance_name},
    {"FLOW_ID", flow_id},
    {"FLOW_EXPORT_TIME", export_time},
    {"INTERFACE_NAME", interface_name},
};

}  // namespace

std::span<const NamedMaker> probe_makers() { return kMakers; }

}  // namespace exporter
