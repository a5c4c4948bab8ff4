// SPDX-License-Identifier: Apache-2.0
#include "probe/live/attachments.hpp"

#include <algorithm>

#include "probe/live/chained_order.hpp"
#include "probe/live/point_of.hpp"
#include "probe/load/tc_link.hpp"
#include "probe/load/xdp_link.hpp"

namespace probe {

std::uint32_t Attachments::free_port() {
    const auto found = std::find_if(ports_.begin(), ports_.end(), [](const Port& port) { return !port.in_use; });
    return static_cast<std::uint32_t>(found - ports_.begin());
}

namespace {

// With others, who are there already.
Result<Attachment> join(KernelProgram& program, std::uint32_t port, const Attachment& others, Chain& chain) {
    auto seat = chain.reserve(kFlowProbeOrder);
    if (!seat) return tl::unexpected(seat.error());
    const Place place{chain.hook(), others.interface.ethernet};
    const auto own = program.program(port, chain.multi_buffer(), place, seat->tail());
    if (!own) return tl::unexpected(own.error());
    if (auto set = seat->set(*own); !set) return tl::unexpected(set.error());
    Attachment joined{others.interface, others.direction, port, others.mode, chain.multi_buffer(), {}, {}, {}, {}};
    joined.seat = std::move(*seat);
    return joined;
}

Result<Attachment> attach_to(KernelProgram& program, std::uint32_t port, const Interface& interface, Mode mode,
                             Direction direction, ChainedPlaces* chained) {
    const auto at = [&](Hook hook) { return chained ? chained->find(interface.index, direction, hook) : nullptr; };
    const auto by_tc = [&]() -> Result<Attachment> {
        if (const auto* others = at(Hook::tc)) return join(program, port, others->attachment, *others->chain);
        const Place place{Hook::tc, interface.ethernet};
        return attach_tc([&](bool several) { return program.program(port, several, place); }, port, interface, direction);
    };
    if (direction == Direction::out || mode == Mode::tc) return by_tc();
    if (const auto* others = at(Hook::xdp)) return join(program, port, others->attachment, *others->chain);
    const Place place{Hook::xdp, interface.ethernet};
    auto xdp = attach_xdp([&](bool several) { return program.program(port, several, place); }, port, interface, mode);
    if (xdp || mode != Mode::automatic || carries_xdp(interface)) return xdp;
    auto tc = by_tc();
    if (!tc) return xdp;
    const std::string more = tc->remark.empty() ? "" : "; " + tc->remark;
    tc->remark = xdp.error().message + "; metering by TC, which costs about three times as much per packet as native XDP" + more;
    return tc;
}

}  // namespace

Result<const Attachment*> Attachments::attach(const Interface& interface, Mode mode, Direction direction) {
    const std::uint32_t number = free_port();
    const auto point = points_->take(point_of(interface, direction));
    if (!point) return fail(interface.name + ": more than 65,536 interfaces at once; start another process for the others");
    program_->set_point(number, *point);
    auto link = attach_to(*program_, number, interface, mode, direction, chained_);
    if (!link) {
        program_->release(number);
        points_->give_back(*point);
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

Attachments::Seen::iterator Attachments::seen(const Attachment& link) {
    auto at = std::find_if(seen_.begin(), seen_.end(), [&](const PortStatistics& one) {
        return one.index == link.interface.index && one.name == link.interface.name && one.direction == name_of(link.direction);
    });
    if (at == seen_.end())
        at = seen_.insert(seen_.end(), {link.interface.name, link.interface.index, {}, {}, true, name_of(link.direction)});
    at->mode = name_of(link.mode);
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
    program_->release(port);
}

void Attachments::rename(std::uint32_t port, const std::string& name) {
    ports_[port].link->interface.name = name;
    ports_[port].seen->name = name;
}

void Attachments::settle() {
    for (std::uint32_t number = 0; number < ports_.size(); number++) {
        Port& port = ports_[number];
        if (!port.in_use || port.link) continue;
        const bpf::shared::counters now = sum_counters(program_->memory(), number);
        add(port.seen->counters, difference(now, port.before));
        port.before = now;
        port.in_use = false;
        points_->give_back(port.point);
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
    PortStatistics gone{"(gone)", 0, seen_.front().mode, {}, false, seen_.front().direction};
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

std::vector<const Attachment*> Attachments::attached() const {
    std::vector<const Attachment*> links;
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
            add(all.back().counters, difference(sum_counters(program_->memory(), number), port.before));
        }
    }
    return all;
}

std::string text_of(const std::vector<const Attachment*>& attached) {
    std::string text;
    const Attachment* before = nullptr;
    for (const Attachment* one : attached) {
        const auto is_other_side = [&](const Attachment* other) {
            return other->interface.index == one->interface.index && other->direction != one->direction;
        };
        if (!before || before->interface.index != one->interface.index) text += " " + one->interface.name;
        if (one->direction == Direction::out || std::any_of(attached.begin(), attached.end(), is_other_side))
            text += std::string(" ") + name_of(one->direction);
        text += std::string(" (") + name_of(one->mode) + ")";
        before = one;
    }
    return text;
}

}  // namespace probe
