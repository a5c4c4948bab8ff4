// SPDX-License-Identifier: Apache-2.0
// Another program in the place of the one that is attached.
#include <algorithm>

#include "probe/live/attachments.hpp"
#include "probe/live/point_of.hpp"

namespace probe {

std::vector<Attachments::Copy> Attachments::copies(exporter::Points& points) const {
    std::vector<Copy> copies;
    for (std::uint32_t number = 0; number < ports_.size(); number++) {
        const Port& port = ports_[number];
        if (!port.link) continue;
        const Place place{port.link->mode == Mode::tc ? Hook::tc : Hook::xdp, port.link->interface.ethernet};
        // New ones have room for all that had room in the old ones.
        const std::uint16_t point =
            &points == points_ ? port.point : points.take(point_of(port.link->interface, port.link->direction)).value_or(0);
        const Seat& seat = port.link->seat;
        copies.push_back({number, point, port.link->multi_buffer, place, seat.is_taken() ? seat.tail() : Tail{}});
    }
    return copies;
}

Result<> Attachments::replace(KernelProgram& next) {
    for (auto port = ports_.begin(); port != ports_.end(); ++port) {
        if (!port->link) continue;
        const auto replaced = probe::replace(*port->link, next);
        if (replaced) continue;
        // The copies of the present program are loaded, and were attached here a moment ago.
        for (auto back = ports_.begin(); back != port; ++back)
            if (back->link) (void)probe::replace(*back->link, *program_);
        return tl::unexpected(replaced.error());
    }
    return {};
}

Result<> Attachments::refine(std::uint32_t port) {
    Attachment& link = *ports_[port].link;
    auto refined = program_->refine(port, [&] { return probe::replace(link, *program_); });
    return refined ? Result<>() : tl::unexpected(refined.error());
}

void Attachments::use(KernelProgram& next, exporter::Points& points, const std::vector<Copy>& copies) {
    settle();
    for (std::uint32_t number = 0; number < ports_.size(); number++) {
        Port& port = ports_[number];
        if (port.in_use) add(port.seen->counters, difference(sum_counters(program_->memory(), number), port.before));
        port.before = {};
    }
    for (const Copy& copy : copies) ports_[copy.port].point = copy.point;
    program_ = &next;
    points_ = &points;
}

void Attachments::add_counted(KernelProgram& other) {
    for (std::uint32_t number = 0; number < ports_.size(); number++)
        if (ports_[number].in_use) add(ports_[number].seen->counters, sum_counters(other.memory(), number));
}

std::vector<std::uint64_t> Attachments::move_droppers(const std::vector<std::optional<std::size_t>>& to) {
    std::vector<std::uint64_t> gone(to.size());
    for (PortStatistics& one : seen_) {
        bpf::shared::counters moved = one.counters;
        std::fill(std::begin(moved.dropped), std::end(moved.dropped), 0);
        for (std::size_t i = 0; i < to.size(); i++) {
            if (to[i])
                moved.dropped[*to[i]] += one.counters.dropped[i];
            else
                gone[i] += one.counters.dropped[i];
        }
        one.counters = moved;
    }
    return gone;
}

}  // namespace probe
