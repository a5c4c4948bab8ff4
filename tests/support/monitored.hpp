// SPDX-License-Identifier: Apache-2.0
// Users' monitors at vb0, in this process.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "probe/monitor/monitors.hpp"
#include "tests/support/netns.hpp"

namespace support {

using probe::monitor::Monitors;

inline constexpr const char* kHead = R"(#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#define MAP(kind, name, size, k, v) struct { __uint(type, kind); __uint(max_entries, size); __type(key, k); __type(value, v); } \
	name SEC(".maps")
)";

inline config::MonitorMetric metric(const std::string& name, bool snapshot, bool init, const std::string& agg = "") {
    return {name, name, "", snapshot, init, agg, "json"};
}

inline config::Monitor monitor(const std::string& name, const std::string& code, std::vector<config::MonitorMetric> metrics,
                               std::int64_t order = config::Monitor::kUsualOrder) {
    config::Monitor monitor;
    monitor.name = name;
    monitor.interfaces = {"vb0"};
    monitor.code = kHead + code;
    monitor.order = order;
    monitor.metrics = std::move(metrics);
    return monitor;
}

template <class T>
T value_or_throw(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    return std::move(*result);
}

struct Monitored {
    explicit Monitored(const VethPair& pair, probe::Mode mode = probe::Mode::native) : veth(pair), monitors(places, mode) {}
    ~Monitored() {
        veth.receiver.inside([&] { monitors.stop_all(); });
    }

    void start(const config::Monitor& wanted) {
        const auto prepared = value_or_throw(Monitors::prepare(wanted));
        veth.receiver.inside([&] { (void)value_or_throw(monitors.start(prepared)); });
    }
    // {"metric": elements} of vb0.
    std::map<std::string, probe::monitor::Json> read(const std::string& name) {
        std::map<std::string, probe::monitor::Json> metrics;
        const auto all = to_json(value_or_throw(monitors.read(name)));
        for (const auto& one : all.at("metrics"))
            metrics[one.at("name").get<std::string>()] = one.at("values").at(0).at("elements");
        return metrics;
    }
    std::uint64_t number(const std::string& name, const std::string& of) {
        return read(name).at(of).at(0).at("value").get<std::uint64_t>();
    }

    const VethPair& veth;
    probe::ChainedPlaces places;
    Monitors monitors;
};

// Drops UDP to port 7, and counts what comes.
inline constexpr const char* kGate = R"(MAP(BPF_MAP_TYPE_ARRAY, seen, 1, __u32, __u64);
SEC("xdp") int gate(struct xdp_md *context)
{
	void *data = (void *)(long)context->data, *end = (void *)(long)context->data_end;
	__u32 zero = 0;
	__u64 *sum = bpf_map_lookup_elem(&seen, &zero);

	if (sum)
		__sync_fetch_and_add(sum, 1);
	if (data + 42 > end)
		return XDP_PASS;
	return *(__be16 *)(data + 36) == bpf_htons(7) ? XDP_DROP : XDP_PASS;
}
char _license[] SEC("license") = "GPL";
)";

inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) text.replace(at, what.size(), by);
    return text;
}

inline const Packet kToSeven = Ethernet{} / Ipv4{} / Udp{.destination_port = 7},
                    kToEight = Ethernet{} / Ipv4{} / Udp{.destination_port = 8};

}  // namespace support
