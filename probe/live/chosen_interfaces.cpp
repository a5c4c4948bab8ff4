// SPDX-License-Identifier: Apache-2.0
// Another choice of interfaces while the probe runs.
#include "probe/live/metered_interfaces.hpp"

namespace probe {

Result<> MeteredInterfaces::choose(InterfaceSettings chosen) {
    std::vector<std::string> words = chosen.chosen;
    if (words.empty()) {
        const auto usual = default_interface();
        if (!usual) return tl::unexpected(usual.error());
        words.push_back(usual->name);
    }
    auto selection = Selection::make(std::move(words), chosen.stacked);
    if (!selection) return tl::unexpected(selection.error());
    Roster roster(std::move(*selection));
    std::vector<Link> links;
    for (const auto& [index, link] : roster_->links()) links.push_back(link);
    roster.see_all(links);
    if (const auto missing = roster.missing(); !missing.empty() && !chosen.wait)
        if (const auto there = find_interface(missing.front()); !there) return tl::unexpected(there.error());
    const auto wanted = roster.selection().metered(roster.links());
    for (const auto& [index, ports] : ports_)
        if (wanted.contains(index) && roster.links().contains(index))
            roster.attached(index, is_second_best(*attachments_->at(ports.front())));
    before_ = Before{settings_, std::move(*roster_)};
    roster_ = std::move(roster);
    settings_.chosen = std::move(chosen.chosen);
    settings_.stacked = chosen.stacked;
    settings_.wait = chosen.wait;
    auto attached = decide();
    if (!attached) undo_choice();
    return attached;
}

void MeteredInterfaces::undo_choice() {
    for (const std::uint32_t index : before_->attached) detach(index);
    settings_ = std::move(before_->settings);
    roster_ = std::move(before_->roster);
    before_.reset();
}

void MeteredInterfaces::settle_choice() {
    before_.reset();
    const auto wanted = roster_->selection().metered(roster_->links());
    for (const auto& [index, ports] : std::map(ports_)) {
        if (wanted.contains(index)) continue;
        const auto link = roster_->links().find(index);
        say_((link == roster_->links().end() ? std::to_string(index) : link->second.name) + " is not metered any more");
        detach(index);
    }
}

}  // namespace probe
