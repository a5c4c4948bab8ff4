// SPDX-License-Identifier: Apache-2.0
#include "probe/live/metered_interfaces.hpp"

#include <net/if.h>

#include <algorithm>
#include <array>

namespace probe {

Result<> MeteredInterfaces::find() {
    std::vector<std::string> words = settings_.chosen;
    if (words.empty()) {
        const auto usual = default_interface();
        if (!usual) return tl::unexpected(usual.error());
        words.push_back(usual->name);
    }
    auto selection = Selection::make(std::move(words), settings_.stacked);
    if (!selection) return tl::unexpected(selection.error());
    roster_.emplace(std::move(*selection));
    auto monitor = LinkMonitor::make();
    if (!monitor) return tl::unexpected(monitor.error());
    monitor_.emplace(std::move(*monitor));
    if (auto listed = list(); !listed) return listed;
    const auto missing = roster_->missing();
    if (!missing.empty() && !settings_.wait)
        if (const auto there = find_interface(missing.front()); !there) return tl::unexpected(there.error());
    return {};
}

Result<> MeteredInterfaces::start(Attachments& attachments) {
    attachments_ = &attachments;
    auto begun = decide();
    started_ = true;
    return begun;
}

Result<> MeteredInterfaces::list() {
    const auto links = LinkMonitor::all();
    if (!links) return tl::unexpected(links.error());
    roster_->see_all(*links);
    return {};
}

bool MeteredInterfaces::hear() {
    const auto news = monitor_->receive();
    if (!news) {
        say_(news.error().text());
        return false;
    }
    for (const LinkEvent& event : news->events) roster_->see(event);
    if (news->missed) {
        release_lost();
        if (auto listed = list(); !listed) say_(listed.error().text());
    }
    return true;
}

bool MeteredInterfaces::follow() {
    const bool goes_on = hear();
    (void)decide();
    return goes_on;
}

void MeteredInterfaces::check() {
    (void)hear();  // what is older than the list comes before it
    release_lost();
    if (auto listed = list(); !listed) say_(listed.error().text());
    roster_->try_again();
    (void)decide();
}

void MeteredInterfaces::release_lost() {
    for (const std::uint32_t port : attachments_->lost())
        for (const auto& [index, of_index] : std::map(ports_))
            if (std::find(of_index.begin(), of_index.end(), port) != of_index.end()) {
                detach(index);
                roster_->lost(index);
            }
}

Result<> MeteredInterfaces::decide() {
    for (const Action& action : roster_->decide())
        if (auto done = perform(action); !done) return done;
    return {};
}

Result<> MeteredInterfaces::perform(const Action& action) {
    if (action.kind == Action::Kind::detach || action.kind == Action::Kind::reattach) detach(action.link.index);
    if (action.kind == Action::Kind::rename)
        for (const std::uint32_t port : ports_.at(action.link.index)) attachments_->rename(port, action.link.name);
    if (!action.why.empty()) say_(action.why);
    if (action.kind == Action::Kind::attach || action.kind == Action::Kind::reattach) return attach(action.link);
    return {};
}

// An interface may go before its news is read; there is nothing to complain of then.
static bool is_there(std::uint32_t index) {
    std::array<char, IFNAMSIZ> name{};
    return ::if_indextoname(index, name.data()) != nullptr;
}

Result<> MeteredInterfaces::attach(const Link& link) {
    // Before: drivers refuse native XDP while they merge segments. TC sees what they have merged, and what they took off.
    const std::vector<std::string> lines = meters_by_xdp() ? reception_.prepare(link) : std::vector<std::string>();
    const auto attached = attach_all(link);
    if (!attached) {
        const std::string& why = attached.error().message;
        if ((!started_ || before_) && !settings_.wait && roster_->selection().is_named(link))
            return tl::unexpected(attached.error());
        const bool is_news = roster_->failed(link.index, why);
        if (!is_there(link.index)) return {};
        failures_++;
        if (is_news) {
            for (const std::string& line : lines) say_(line);
            say_(why + "; not metered, tried again now and then");
        }
        return {};
    }
    const Attachment& first = *attached->front();
    roster_->attached(link.index, is_second_best(first));
    if (before_) before_->attached.push_back(link.index);
    for (const Attachment* one : *attached)
        if (!one->remark.empty()) say_(one->remark);
    if (first.direction == Direction::in)
        if (const std::string line = reception_.receive_all(link); !line.empty()) say_(line);
    for (const std::string& line : lines) say_(line);
    for (const std::string& remark : roster_->remarks(link.index)) say_(remark);
    if (started_) say_("metering" + text_of(*attached) + ", too");
    return {};
}

bool MeteredInterfaces::is_second_best(const Attachment& attached) const {
    return settings_.mode == Mode::automatic && meters_by_xdp() && attached.mode != Mode::native;
}

bool MeteredInterfaces::meters_by_xdp() const {
    return settings_.mode != Mode::tc && settings_.directions.front() == Direction::in;
}

bool MeteredInterfaces::begin_with_ethernet() const {
    const std::set<std::uint32_t> chosen = roster_->selection().metered(roster_->links());
    if (chosen.empty()) return true;
    const Link& first = roster_->links().at(*chosen.begin());
    return has_ethernet(first.name, first.type).value_or(true);
}

Result<std::vector<const Attachment*>> MeteredInterfaces::attach_all(const Link& link) {
    const auto ethernet = has_ethernet(link.name, link.type);
    if (!ethernet) return tl::unexpected(ethernet.error());
    std::vector<std::uint32_t> ports;
    for (const Direction direction : settings_.directions) {
        const auto attached = attachments_->attach({link.name, link.index, link.mtu, *ethernet}, settings_.mode, direction);
        if (!attached) {
            for (const std::uint32_t port : ports) attachments_->detach(port);
            return tl::unexpected(attached.error());
        }
        ports.push_back((*attached)->port);
    }
    std::vector<const Attachment*> all;
    for (const std::uint32_t port : ports) all.push_back(attachments_->at(port));
    ports_[link.index] = std::move(ports);
    return all;
}

void MeteredInterfaces::detach(std::uint32_t index) {
    const auto ports = ports_.find(index);
    if (ports == ports_.end()) return;
    for (const std::uint32_t port : ports->second) attachments_->detach(port);
    ports_.erase(ports);
    reception_.give_back(index);
}

void MeteredInterfaces::stop() {
    while (!ports_.empty()) detach(ports_.begin()->first);
}

std::vector<std::string> MeteredInterfaces::waited_for() const {
    std::vector<std::string> words = roster_->missing();
    if (ports_.empty() && words.empty()) return roster_->selection().patterns();
    return words;
}

AttachingStatistics MeteredInterfaces::statistics() const { return {ports_.size(), failures_, roster_->missing()}; }

}  // namespace probe
