// SPDX-License-Identifier: Apache-2.0
// Which interfaces are to be metered, by their names and by what lies on what. Pure: knows only the links it is given.
//
// Stacked interfaces: a packet that enters a bond, a bridge or a VLAN has entered the interface below before. So that it is counted
// once, of the interfaces that were chosen only the lowest are metered: ports and not their bridge or bond, the parent and not its
// VLANs. Tunnels (GRE, VXLAN, WireGuard) show other packets than what they lie on, and are never left out for it. The two ends of a
// veth pair are not stacked: what enters one has left the other.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/interfaces/link.hpp"

namespace probe {

enum class Stacked { lowest, all };

class Selection {
 public:
    // Each word is a name, a pattern as in a shell (`eth*`, `en[op]*`), or `any`: every Ethernet interface but loopback. A word
    // that comes twice is an error.
    static Result<Selection> make(std::vector<std::string> words, Stacked stacked);

    // The names among the words, as given; the rest of them.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] const std::vector<std::string>& patterns() const { return patterns_; }
    // Whether one of the names is this interface's, or an alternative one of it.
    [[nodiscard]] bool is_named(const Link& link) const;
    [[nodiscard]] bool has_name(const std::string& name) const;

    // Indexes of the interfaces to be metered, whether they are up or not. Those named are always among them.
    [[nodiscard]] std::set<std::uint32_t> metered(const Links& links) const;
    // Names of metered interfaces that this one lies on or that lie on it, unless that was asked for: their packets count twice.
    [[nodiscard]] std::vector<std::string> overlapping(const Links& links, std::uint32_t index) const;

 private:
    Selection() = default;
    [[nodiscard]] bool chooses(const Link& link) const;

    std::vector<std::string> names_, patterns_;
    Stacked stacked_ = Stacked::lowest;
};

// Indexes of all interfaces that this one lies on, down to the lowest.
[[nodiscard]] std::set<std::uint32_t> below(const Links& links, std::uint32_t index);

}  // namespace probe
