// SPDX-License-Identifier: Apache-2.0
// Where a flow's packets go from here: the next hop of the route to their destination.
#include "exporter/held_address.hpp"
#include "exporter/makers.hpp"

namespace exporter {
namespace {

// 0 where the destination is on the link, is this machine, or is not reached; and where the next hop is of the other family.
template <bool kIsIpv6>
Maker next_hop(const bpf::Layout& held, Sources& sources) {
    const HeldAddress destination(held, Side::destination);
    return [destination, &sources](const Record& record, std::byte* out) {
        Route route;
        if (sources.route && destination.is_held()) route = sources.route(destination(record));
        if (!route.has_next_hop || route.next_hop.is_ipv6 != kIsIpv6) route.next_hop = {};
        if constexpr (kIsIpv6) {
            store_big_endian(out, route.next_hop.high);
            store_big_endian(out + 8, route.next_hop.low);
        } else {
            store_big_endian(out, static_cast<std::uint32_t>(route.next_hop.high >> 32));
        }
    };
}

constexpr NamedMaker kMakers[] = {{"IPV4_NEXT_HOP", next_hop<false>}, {"IPV6_NEXT_HOP", next_hop<true>}};

}  // namespace

std::span<const NamedMaker> route_makers() { return kMakers; }

}  // namespace exporter
