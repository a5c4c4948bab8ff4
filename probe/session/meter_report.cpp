// SPDX-License-Identifier: Apache-2.0
#include "probe/session/meter_report.hpp"

#include <linux/if_arp.h>

#include <cstdint>
#include <map>

namespace probe {
namespace {

// ARPHRD_* to IANAifType.
std::uint32_t interface_type(std::uint16_t type) {
    switch (type) {
        case ARPHRD_ETHER: return 6;      // ethernetCsmacd
        case ARPHRD_PPP: return 23;       // ppp
        case ARPHRD_LOOPBACK: return 24;  // softwareLoopback
        case ARPHRD_NONE: return 53;      // propVirtual: tun, WireGuard
        case ARPHRD_TUNNEL:
        case ARPHRD_TUNNEL6:
        case ARPHRD_SIT:
        case ARPHRD_IPGRE:
        case ARPHRD_IP6GRE: return 131;  // tunnel
        default: return 1;               // other
    }
}

}  // namespace

exporter::MeterReport meter_report(const Statistics& statistics) {
    const auto& total = statistics.total;
    const std::uint64_t lost = statistics.has_packets ? total.lost_packets : total.lost_records;
    return {statistics.exported.flows + statistics.active_flows,
            {{"flow log full", lost, total.lost_octets}, {"no CPU counters", statistics.uncounted, 0}}};
}

std::vector<exporter::InterfaceName> interface_names(const std::vector<PortStatistics>& ports, const Links& links) {
    std::map<std::uint32_t, const PortStatistics*> by_index;  // of the same number the one that is attached
    for (const PortStatistics& port : ports) {
        const PortStatistics*& known = by_index[port.index];
        if (known == nullptr || port.attached || !known->attached) known = &port;
    }
    by_index.erase(0);  // the sum of what is forgotten
    std::vector<exporter::InterfaceName> names;
    for (const auto& [index, port] : by_index) {
        names.push_back({index, port->name});
        const auto link = links.find(index);
        if (link == links.end() || !link->second.is_called(port->name)) continue;
        names.back().description = link->second.alias;
        names.back().type = interface_type(link->second.type);
    }
    return names;
}

}  // namespace probe
