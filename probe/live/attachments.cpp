// SPDX-License-Identifier: Apache-2.0
#include "probe/live/attachments.hpp"

#include <algorithm>

namespace probe {

std::uint32_t Attachments::free_port() {
    const auto found = std::find_if(ports_.begin(), ports_.end(), [](const Port& port) { return !port.in_use; });
    return static_cast<std::uint32_t>(found - ports_.begin());
}

Result<const XdpLink*> Attachments::attach(const Interface& interface, XdpMode mode) {
    const std::uint32_t number = free_port();
    const auto point = points_.take({.input = interface.index});
    if (!point) return fail(interface.name + ": more than 65,536 interfaces at once; start another process for the others");
    program_.set_point(number, *point);
    auto link = attach_xdp(program_, number, interface, mode);
    if (!link) {
        program_.release(number);
        points_.give_back(*point);
        return tl::unexpected(link.error());
    }
    if (number == ports_.size()) ports_.emplace_back();
    Port& port = ports_[number];
    port.in_use = true;
    port.point = *point;
    port.seen = seen(*link);
    port.link = std::move(*link);
    return &*port.link;
}

Attachments::Seen::iterator Attachments::seen(const XdpLink& link) {
    auto at = std::find_if(seen_.begin(), seen_.end(), [&](const PortStatistics& one) {
        return one.index == link.interface.index && one.name == link.interface.name;
    });
    if (at == seen_.end()) at = seen_.insert(seen_.end(), {link.interface.name, link.interface.index, {}, {}});
    at->mode = link.native ? "native" : "generic";
    return at;
}

std::vector<std::uint32_t> Attachments::lost() const {
    std::vector<std::uint32_t> lost;
    for (std::uint32_t number = 0; number < ports_.size(); number++)
        if (ports_[number].link && !is_attached(*ports_[number].link)) lost.push_back(number);
    return lost;
}

void Attachments::detach(std::uint32_t port) {
    ports_[port].link.reset();
    program_.release(port);
}

void Attachments::rename(std::uint32_t port, const std::string& name) {
    ports_[port].link->interface.name = name;
    ports_[port].seen->name = name;
}

void Attachments::settle() {
    for (std::uint32_t number = 0; number < ports_.size(); number++) {
        Port& port = ports_[number];
        if (!port.in_use || port.link) continue;
        const bpf::shared::counters now = sum_counters(program_.memory(), number);
        add(port.seen->counters, difference(now, port.before));
        port.before = now;
        port.in_use = false;
        points_.give_back(port.point);
    }
    forget_oldest();
}

void Attachments::forget_oldest() {
    const auto is_used = [&](Seen::iterator one) {
        return std::any_of(ports_.begin(), ports_.end(), [&](const Port& port) { return port.in_use && port.seen == one; });
    };
    auto in_use = std::count_if(ports_.begin(), ports_.end(), [](const Port& port) { return port.in_use; });
    std::size_t most = kMostGone + static_cast<std::size_t>(in_use);
    if (seen_.size() <= most) return;
    PortStatistics gone{"(gone)", 0, seen_.front().mode, {}};
    for (auto one = seen_.begin(); seen_.size() >= most && one != seen_.end();) {
        if (is_used(one)) {
            ++one;
            continue;
        }
        add(gone.counters, one->counters);
        one = seen_.erase(one);
    }
    seen_.push_front(gone);
}

std::vector<const XdpLink*> Attachments::attached() const {
    std::vector<const XdpLink*> links;
    for (const Port& port : ports_)
        if (port.link) links.push_back(&*port.link);
    return links;
}

std::vector<PortStatistics> Attachments::statistics() const {
    std::vector<PortStatistics> all;
    for (auto one = seen_.begin(); one != seen_.end(); ++one) {
        all.push_back(*one);
        all.back().attached = false;
        for (std::uint32_t number = 0; number < ports_.size(); number++) {
            const Port& port = ports_[number];
            if (!port.in_use || &*port.seen != &*one) continue;
            all.back().attached |= port.link.has_value();
            add(all.back().counters, difference(sum_counters(program_.memory(), number), port.before));
        }
    }
    return all;
}

}  // namespace probe
