// SPDX-License-Identifier: Apache-2.0
#include "probe/session/meter_report.hpp"

#include <cstdint>
#include <map>

namespace probe {

exporter::MeterReport meter_report(const Statistics& statistics) {
    const auto& total = statistics.total;
    return {statistics.exported.flows + statistics.exported.withheld_flows + statistics.active_flows,
            {{"flow log full", statistics.lost(), total.lost_octets}, {"no CPU counters", statistics.uncounted, 0}}};
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
        if (link != links.end() && link->second.is_called(port->name)) names.back().description = link->second.alias;
    }
    return names;
}

void update_interface_names(const Links& links, std::map<std::uint32_t, std::string>& names) {
    constexpr std::size_t kMost = 65'536;
    if (names.size() > kMost) names.clear();
    for (const auto& [index, link] : links) names.insert_or_assign(index, link.name);
}

}  // namespace probe
