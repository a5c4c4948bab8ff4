// SPDX-License-Identifier: Apache-2.0
#include "probe/interfaces/roster.hpp"

#include <algorithm>
#include <utility>

namespace probe {

void Roster::see(const LinkEvent& event) {
    if (event.gone) return gone(event.link.index);
    const auto known = links_.find(event.link.index);
    if (known == links_.end()) return arrived(event.link);
    const Link before = std::exchange(known->second, event.link);
    changed(before, event.link);
}

void Roster::see_all(const std::vector<Link>& links) {
    Links now;
    for (const Link& link : links) now.emplace(link.index, link);
    const Links before = links_;
    for (const auto& [index, link] : before)
        if (!now.contains(index)) gone(index);
    for (const Link& link : links) see({link, false});
}

void Roster::arrived(const Link& link) {
    links_.emplace(link.index, link);
    known_.emplace(link.index, Known{});
}

void Roster::gone(std::uint32_t index) {
    const auto link = links_.find(index);
    if (link == links_.end()) return;
    const State state = known_.at(index).state;
    std::erase_if(pending_,
                  [&](const Action& action) { return action.kind != Action::Kind::detach && action.link.index == index; });
    if (state == State::attached || state == State::second_best)
        pending_.push_back({Action::Kind::detach, link->second,
                            link->second.name + " is gone" +
                                (selection_.is_named(link->second) ? "; it is metered again when it comes back" : "")});
    links_.erase(link);
    known_.erase(index);
}

static std::string down(const Link& link) {
    return link.name + " is down: nothing is metered there until it is up (ip link set dev " + link.name + " up)";
}

void Roster::changed(const Link& before, const Link& now) {
    Known& known = known_.at(now.index);
    if (before == now) return;
    known.try_again = true;
    known.patience = 1;
    if (known.state != State::attached && known.state != State::second_best) return;
    if (before.up && !now.up) pending_.push_back({Action::Kind::say, now, down(now)});
    if (known.state == State::second_best && now.mtu < before.mtu) pending_.push_back({Action::Kind::reattach, now, {}});
}

void Roster::lost(std::uint32_t index) {
    if (const auto known = known_.find(index); known != known_.end()) known->second.state = State::idle;
}

void Roster::try_again() {
    for (auto& [index, known] : known_)
        if (known.state == State::failed && ++known.calls_since >= known.patience) {
            known.try_again = true;
            known.calls_since = 0;
            known.patience = std::min(2 * known.patience, kMostPatience);
        }
}

std::string Roster::why_not_metered(const Link& link) const {
    const Known& known = known_.at(link.index);
    if (link.name != known.attached_as)
        return known.attached_as + " is called " + link.name + " now, which was not asked for: it is not metered any more" +
               (selection_.has_name(known.attached_as) ? "; another " + known.attached_as + " is waited for" : "");
    return link.name + " is not metered any more: what it lies on is";
}

std::vector<Action> Roster::decide() {
    std::vector<Action> actions = std::exchange(pending_, {});
    const auto wanted = selection_.metered(links_);
    std::vector<Action> attaching;
    for (auto& [index, known] : known_) {
        const Link& link = links_.at(index);
        const bool is_attached = known.state == State::attached || known.state == State::second_best;
        if (is_attached && !wanted.contains(index)) {
            actions.push_back({Action::Kind::detach, link, why_not_metered(link)});
            known.state = State::idle;
        } else if (is_attached && link.name != known.attached_as) {
            actions.push_back({Action::Kind::rename, link, known.attached_as + " is called " + link.name + " now"});
            known.attached_as = link.name;
        } else if (!is_attached && wanted.contains(index) && (link.up || selection_.is_named(link)) &&
                   (known.state == State::idle || known.try_again)) {
            attaching.push_back({Action::Kind::attach, link, {}});
        }
        known.try_again = false;
    }
    const auto& names = selection_.names();  // in the order in which they were given, patterns last
    std::stable_sort(attaching.begin(), attaching.end(), [&](const Action& one, const Action& other) {
        return std::find(names.begin(), names.end(), one.link.name) < std::find(names.begin(), names.end(), other.link.name);
    });
    // What goes, goes first: where an interface takes the place of the one that lies on it, no packet is counted twice.
    actions.insert(actions.end(), attaching.begin(), attaching.end());
    return actions;
}

std::vector<std::string> Roster::remarks(std::uint32_t index) const {
    std::vector<std::string> remarks;
    const Link& link = links_.at(index);
    if (!link.up) remarks.push_back(down(link));
    std::string others;
    for (const std::string& other : selection_.overlapping(links_, index)) others += (others.empty() ? "" : ", ") + other;
    if (!others.empty())
        remarks.push_back(link.name + " and " + others +
                          " lie on each other, so that their packets are counted twice: name the lowest of them alone");
    return remarks;
}

void Roster::attached(std::uint32_t index, bool second_best) {
    Known& known = known_.at(index);
    known.state = second_best ? State::second_best : State::attached;
    known.attached_as = links_.at(index).name;
    known.complaint.clear();
    known.patience = 1;
}

bool Roster::failed(std::uint32_t index, const std::string& why) {
    Known& known = known_.at(index);
    known.state = State::failed;
    return std::exchange(known.complaint, why) != why;
}

std::vector<std::string> Roster::missing() const {
    std::vector<std::string> names;
    for (const std::string& name : selection_.names()) {
        bool found = false;
        for (const auto& [index, link] : links_) found = found || link.is_called(name);
        if (!found) names.push_back(name);
    }
    return names;
}

}  // namespace probe
