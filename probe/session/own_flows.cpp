// SPDX-License-Identifier: Apache-2.0
#include "probe/session/own_flows.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "config/collector.hpp"

namespace probe {

namespace {

namespace ip = boost::asio::ip;

static_assert(2 * config::kMostCollectors <= bpf::shared::MOST_OWN_FLOWS);

// A socket of IPv6 may send IPv4, so both families are written alike.
void write_address(__u64 (&into)[2], const ip::address& address) {
    const ip::address_v6 wide = address.is_v6() ? address.to_v6() : ip::make_address_v6(ip::v4_mapped, address.to_v4());
    const auto octets = wide.to_bytes();
    std::memcpy(into, octets.data(), octets.size());
}

bpf::shared::own_flow own_flow_of(const exporter::Endpoint& source, const exporter::Endpoint& destination, __u32 protocol) {
    bpf::shared::own_flow flow{};
    write_address(flow.source, source.address);
    write_address(flow.destination, destination.address);
    const std::array<std::uint16_t, 2> ports{htons(source.port), htons(destination.port)};
    std::memcpy(&flow.ports, ports.data(), sizeof flow.ports);
    flow.protocol = protocol;
    return flow;
}

__u32 protocol_of(config::Transport transport) {
    if (transport == config::Transport::sctp) return IPPROTO_SCTP;
    return transport == config::Transport::udp ? IPPROTO_UDP : IPPROTO_TCP;
}

}  // namespace

// What a collector sends back over TCP or SCTP is metered neither: each acknowledgement would be a packet of a flow that is sent, too.
void set_own_flows(bpf::shared::control& control, const std::vector<exporter::CollectorReport>& reports) {
    std::array<bpf::shared::own_flow, bpf::shared::MOST_OWN_FLOWS> flows{};
    __u64 ports = 0;
    for (std::size_t i = 0; i < std::min(reports.size(), flows.size() / 2); i++) {
        const exporter::CollectorReport& report = reports[i];
        if (!report.local || !report.remote) continue;
        const __u32 protocol = protocol_of(report.collector.transport);
        flows[2 * i] = own_flow_of(*report.local, *report.remote, protocol);
        if (protocol != IPPROTO_UDP) flows[2 * i + 1] = own_flow_of(*report.remote, *report.local, protocol);
        for (const std::size_t place : {2 * i, 2 * i + 1})
            if (flows[place].ports != 0) ports |= __u64{1} << bpf::shared::own_bit(flows[place].ports);
    }
    // A flow that stays is written with what it has already, so that nobody ever misses it; nothing is sent yet by a new one.
    std::memcpy(control.own_flows, flows.data(), sizeof control.own_flows);
    std::atomic_ref<__u64>(control.own_ports).store(ports, std::memory_order_release);
}

void OwnFlowTargets::set(const std::vector<exporter::CollectorReport>& reports) {
    const std::lock_guard lock(mutex_);
    reports_ = reports;
    for (bpf::shared::control* control : controls_) set_own_flows(*control, reports_);
}

void OwnFlowTargets::add(bpf::shared::control& control) {
    const std::lock_guard lock(mutex_);
    controls_.push_back(&control);
    set_own_flows(control, reports_);
}

void OwnFlowTargets::remove(bpf::shared::control& control) {
    const std::lock_guard lock(mutex_);
    std::erase(controls_, &control);
}

}  // namespace probe
