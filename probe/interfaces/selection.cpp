// SPDX-License-Identifier: Apache-2.0
#include "probe/interfaces/selection.hpp"

#include <fnmatch.h>
#include <net/if_arp.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace probe {

static bool is_pattern(const std::string& word) { return word == "any" || word.find_first_of("*?[") != std::string::npos; }

Result<Selection> Selection::make(std::vector<std::string> words, Stacked stacked) {
    Selection selection;
    selection.stacked_ = stacked;
    for (std::string& word : words) {
        auto& group = is_pattern(word) ? selection.patterns_ : selection.names_;
        if (std::find(group.begin(), group.end(), word) != group.end())
            return fail("the interface " + word + " is named twice; name it once");
        group.push_back(std::move(word));
    }
    return selection;
}

bool Selection::has_name(const std::string& name) const { return std::find(names_.begin(), names_.end(), name) != names_.end(); }

bool Selection::is_named(const Link& link) const {
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& name) { return link.is_called(name); });
}

bool Selection::chooses(const Link& link) const {
    if (is_named(link)) return true;
    return std::any_of(patterns_.begin(), patterns_.end(), [&](const std::string& pattern) {
        if (pattern == "any") return link.type == ARPHRD_ETHER && !link.loopback;
        const auto matches = [&](const std::string& name) { return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0; };
        return matches(link.name) || std::any_of(link.other_names.begin(), link.other_names.end(), matches);
    });
}

// What a frame passes on its way into this interface comes from the interfaces that it lies on.
static bool lies_on_lower(const Link& link) {
    static constexpr std::array<std::string_view, 6> kKinds = {"vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "macsec"};
    return link.lower != 0 && link.lower_network < 0 && std::find(kKinds.begin(), kKinds.end(), link.kind) != kKinds.end();
}

std::set<std::uint32_t> below(const Links& links, std::uint32_t index) {
    std::set<std::uint32_t> found;
    std::vector<std::uint32_t> open{index};
    const auto add = [&](std::uint32_t one) {
        if (one != index && links.contains(one) && found.insert(one).second) open.push_back(one);
    };
    while (!open.empty()) {
        const std::uint32_t upper = open.back();
        open.pop_back();
        if (const auto link = links.find(upper); link != links.end() && lies_on_lower(link->second)) add(link->second.lower);
        for (const auto& [number, link] : links)
            if (link.master == upper) add(number);
    }
    return found;
}

static bool share(const std::set<std::uint32_t>& one, const std::set<std::uint32_t>& other) {
    return std::any_of(one.begin(), one.end(), [&](std::uint32_t index) { return other.contains(index); });
}

std::set<std::uint32_t> Selection::metered(const Links& links) const {
    std::set<std::uint32_t> chosen;
    for (const auto& [index, link] : links)
        if (chooses(link)) chosen.insert(index);
    if (stacked_ == Stacked::all) return chosen;
    std::set<std::uint32_t> lowest;
    for (const std::uint32_t index : chosen)
        if (is_named(links.at(index)) || !share(below(links, index), chosen)) lowest.insert(index);
    return lowest;
}

std::vector<std::string> Selection::overlapping(const Links& links, std::uint32_t index) const {
    std::vector<std::string> names;
    if (stacked_ == Stacked::all) return names;
    for (const std::uint32_t other : metered(links))
        if (below(links, index).contains(other) || below(links, other).contains(index)) names.push_back(links.at(other).name);
    return names;
}

}  // namespace probe
