// SPDX-License-Identifier: Apache-2.0
// Routes as a router might have them: behind 198.51.100.0/24 and 2001:db8::/32 there are others, all else is on the link.
#pragma once

#include "exporter/sources.hpp"

namespace support {

inline exporter::Sources& routes() {
    static exporter::Sources kSources;
    kSources.configured = {"route_lookup"};
    kSources.route = [](const config::Address& destination) -> exporter::Route {
        for (const auto& [network, next_hop] :
             {std::pair("198.51.100.0/24", "192.0.2.254"), std::pair("2001:db8::/32", "fe80::1")})
            if (const auto behind = config::parse_network(network);
                behind->address <= destination && destination <= config::last_of(*behind))
                return {7, config::parse_address(next_hop).value(), true};
        return {8, {}, false};
    };
    return kSources;
}

}  // namespace support
