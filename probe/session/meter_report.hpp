// SPDX-License-Identifier: Apache-2.0
// What collectors are told of the probe beside flows, from its statistics.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "exporter/options_tables.hpp"
#include "probe/interfaces/link.hpp"
#include "probe/session/statistics.hpp"

namespace probe {

// Packets are those of the statistics' losses: where IN_PKTS is not a field, records that were lost count in their place.
[[nodiscard]] exporter::MeterReport meter_report(const Statistics& statistics);

// Each interface that has been metered, once, also those that are gone: flows of them may still be on their way. The description is the
// alias (`ip link set IFACE alias TEXT`), if there still is a link of that number and name.
[[nodiscard]] std::vector<exporter::InterfaceName> interface_names(const std::vector<PortStatistics>& ports, const Links& links);

// Names of all interfaces there are now; those of interfaces that are gone stay, for flows that are on their way, as long as they are few.
void update_interface_names(const Links& links, std::map<std::uint32_t, std::string>& names);

}  // namespace probe
