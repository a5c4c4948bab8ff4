// SPDX-License-Identifier: Apache-2.0
#include "probe/live/metered_interfaces.hpp"

#include <net/if.h>

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
            if (of_index == port) {
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
    if (action.kind == Action::Kind::rename) attachments_->rename(ports_.at(action.link.index), action.link.name);
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
    // Before: drivers refuse native XDP while they merge segments.
    const std::vector<std::string> lines = reception_.prepare(link);
    const auto attached = attachments_->attach({link.name, link.index, link.mtu}, settings_.mode);
    if (!attached) {
        const std::string& why = attached.error().message;
        if (!started_ && !settings_.wait && roster_->selection().is_named(link)) return tl::unexpected(attached.error());
        const bool is_news = roster_->failed(link.index, why);
        if (!is_there(link.index)) return {};
        failures_++;
        if (is_news) {
            for (const std::string& line : lines) say_(line);
            say_(why + "; not metered, tried again now and then");
        }
        return {};
    }
    const XdpLink& here = **attached;
    ports_[link.index] = here.port;
    roster_->attached(link.index, settings_.mode == XdpMode::automatic && !here.native);
    if (!here.remark.empty()) say_(here.remark);
    if (const std::string line = reception_.receive_all(link); !line.empty()) say_(line);
    for (const std::string& line : lines) say_(line);
    for (const std::string& remark : roster_->remarks(link.index)) say_(remark);
    if (started_) say_("metering " + link.name + (here.native ? " (native)" : " (generic)") + ", too");
    return {};
}

void MeteredInterfaces::detach(std::uint32_t index) {
    const auto port = ports_.find(index);
    if (port == ports_.end()) return;
    attachments_->detach(port->second);
    ports_.erase(port);
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

AttachingStatistics MeteredInterfaces::statistics() const {
    return {attachments_->attached().size(), failures_, roster_->missing()};
}

}  // namespace probe
