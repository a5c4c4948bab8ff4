// SPDX-License-Identifier: Apache-2.0
// What fields are computed from beside the record: data bases, networks, names, and what the probe is itself. Whoever meters owns it,
// and has loaded it before anything is attached; makers refer to it. For one thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/interface_rules.hpp"
#include "config/network.hpp"
#include "exporter/address_book.hpp"
#include "exporter/prefix_table.hpp"
#include "exporter/service_names.hpp"

namespace exporter {

// Where a packet to an address goes. Nothing known: all 0.
struct Route {
    std::uint32_t output = 0;  // ifIndex; 0: to this machine itself, or nowhere
    config::Address next_hop{};
    bool has_next_hop = false;  // false: the address is on the link, or not reached at all
};

// What is the same for all flows of a probe.
struct ProbeFacts {
    std::uint16_t active_s = 0, idle_s = 0;  // timeouts; 0: none
    std::uint8_t engine_type = 0, engine_id = 0;
    std::uint32_t observation_domain = 0;
    std::uint32_t sampling_interval = 1;  // one packet, or flow, of so many; 1: all, or what is exported is scaled
    std::uint8_t sampling_algorithm = 0;  // RFC 3954 section 8: 1 deterministic, 2 random; 0: all are metered
    std::string instance_name;
    std::array<std::byte, 4> ipv4{};   // of this machine, towards collectors; 0: none
    std::array<std::byte, 16> ipv6{};  // likewise
};

struct Sources {
    Sources() = default;
    Sources(const Sources&) = delete;
    Sources& operator=(const Sources&) = delete;

    // Names of the settings that are set and that fields may have as their source (Feature::source): "as_list".
    std::vector<std::string> configured{};
    std::unique_ptr<AddressBook> addresses{};  // as_list, city_list; null: neither
    ServiceNames names{};
    std::map<std::uint32_t, std::string> interface_names{};            // by ifIndex; kept up to date by whoever hears of changes
    PrefixTable interface_networks{};                                  // if_networks: values are numbers of interfaces
    std::map<config::Mac, std::uint32_t> interface_macs{};             // likewise; they go before networks
    PrefixTable local_networks{};                                      // local_networks
    std::function<Route(const config::Address& destination)> route{};  // route_lookup; empty: none
    ProbeFacts probe{};
    std::uint64_t next_flow_id = 1;                              // of FLOW_ID
    std::time_t (*now_s)() = [] { return std::time(nullptr); };  // since the Unix epoch

    [[nodiscard]] bool has(std::string_view setting) const {
        return std::find(configured.begin(), configured.end(), setting) != configured.end();
    }
};

}  // namespace exporter
