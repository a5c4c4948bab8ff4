// SPDX-License-Identifier: Apache-2.0
// Plan -> program text. The text is complete: it includes nothing, and what `xdpflow compose` prints is what the kernel gets.
// The same fields give the same text, whatever the order they were asked for in.
#pragma once

#include <cstddef>
#include <string>

#include "probe/compose/plan.hpp"

namespace probe {

// Where frames come from: a live interface, or a capture file whose facts precede each frame as XDP metadata (both engines).
enum class Source { live, capture };

// Where a live program is attached. The text depends on it, and on nothing else of an interface.
enum class Hook { xdp, tc };
struct Place {
    Hook hook = Hook::xdp;
    bool ethernet = true;  // false: frames begin with their IP header (tun, GRE, WireGuard)

    friend auto operator<=>(const Place&, const Place&) = default;
};

[[nodiscard]] std::string compose(const Plan& plan, Source source, Place place = {});

// First line of every text: `/* xdpflow: FIELD FIELD … */`, the fields that the program holds, sorted; then droppers, tunnels and fragments.
[[nodiscard]] std::string first_line(const Plan& plan);

// Whether no field is a key, so that every CPU has a single record for each interface and there are no tables: bpf/single.h.
[[nodiscard]] bool is_single(const Plan& plan);

// Octets of an element of the array "areas": those of the counters, and behind them the two records and the state of a single plan.
[[nodiscard]] std::size_t area_octets(const Plan& plan);

// Names of the maps of a table, by its family: "flows", "log" and "states", "flows_ipv4", "log_ipv4" and "states_ipv4", …
[[nodiscard]] std::string flows_map(bpf::Family family);
[[nodiscard]] std::string log_map(bpf::Family family);
[[nodiscard]] std::string states_map(bpf::Family family);  // where the plan has states, and keys

}  // namespace probe
