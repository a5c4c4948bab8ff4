// SPDX-License-Identifier: Apache-2.0
// Where the program is attached. An attachment takes a port (a place among the counters, with a copy of the program) and gives it
// back when it ends. What was counted at a place that is gone stays in the list of interfaces, and frames that were in flight when
// it went are drained like all others: detaching loses nothing. For one thread.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "exporter/points.hpp"
#include "probe/live/chained_places.hpp"
#include "probe/load/attachment.hpp"
#include "probe/load/kernel_program.hpp"
#include "probe/session/statistics.hpp"

namespace probe {

class Attachments {
 public:
    // All must outlive this, program and points unless they are replaced by use() before they end. `chained`: where other programs are
    // at the same place; null: nowhere.
    Attachments(KernelProgram& program, exporter::Points& points, ChainedPlaces* chained = nullptr)
        : program_(&program),
          points_(&points),
          chained_(chained) {}

    // Attaches to the interface; the result says where, and has a remark if it did not go as one might expect. It is valid until
    // the attachment ends. Fails with the reason, and leaves all as it was.
    Result<const Attachment*> attach(const Interface& interface, Mode mode, Direction direction = Direction::in);
    // Others want to see packets at the same place: makes a chain of what is attached there alone, in which it goes on without a gap.
    // Nothing: there is none.
    Result<std::optional<ChainedPlace>> share(std::uint32_t interface, Direction direction, Hook hook);
    // Ends the attachment at this port. Its port is taken again only after the next snapshot.
    void detach(std::uint32_t port);
    // The interface has another name now.
    void rename(std::uint32_t port, const std::string& name);

    // What is attached at this port; valid until the next change.
    [[nodiscard]] const Attachment* at(std::uint32_t port) const { return &*ports_[port].link; }

    // Ports whose attachment ended by itself: the interface was removed, or somebody else has detached the program.
    [[nodiscard]] std::vector<std::uint32_t> lost() const;

    // A snapshot was cut after the last call of detach: no packet is in flight any more at what ended before.
    void settle();

    // What another program must have loaded to take the place of this one at all ports. `points`: in which its records' points are
    // numbered; where these are not the present ones, a number is taken for each.
    struct Copy {
        std::uint32_t port = 0;
        std::uint16_t point = 0;
        bool multi_buffer = false;
        Place place{};
        Tail tail{};
    };
    [[nodiscard]] std::vector<Copy> copies(exporter::Points& points) const;
    // Gives every port the copy of this program. If that fails somewhere, all have the present program again, and what the other one
    // has counted meanwhile is in its memory.
    [[nodiscard]] Result<> replace(KernelProgram& next);
    // Puts a copy from an object that was not compiled quickly in the place of one that was (KernelProgram::refine). Fails with the
    // reason, and leaves all as it was.
    [[nodiscard]] Result<> refine(std::uint32_t port);
    // The program that has taken the place of the other one, which is quiescent: what that one counted is kept from its memory.
    // `points` are those of copies().
    void use(KernelProgram& next, exporter::Points& points, const std::vector<Copy>& copies);
    // Adds what a program that did not stay has counted at these ports.
    void add_counted(KernelProgram& other);
    // Counters of droppers are kept by their place in the chain: to[i] is the new place of what was i, if it has one. Returns what
    // those had that have none.
    std::vector<std::uint64_t> move_droppers(const std::vector<std::optional<std::size_t>>& to);

    // Those that are attached, by port; valid until the next change.
    [[nodiscard]] std::vector<const Attachment*> attached() const;
    // Every interface and direction that was ever attached, in that order; one that came back once. Of those that are gone the
    // oldest become one line, called "(gone)" with index 0, when there are more than kMostGone.
    [[nodiscard]] std::vector<PortStatistics> statistics() const;
    static constexpr std::size_t kMostGone = 1000;

 private:
    using Seen = std::list<PortStatistics>;  // without what its port counts at present
    struct Port {
        std::optional<Attachment> link;  // none: packets in flight may still count
        Seen::iterator seen;
        bool in_use = false;
        std::uint16_t point = 0;
        bpf::shared::counters before{};  // counted here for others
    };

    [[nodiscard]] std::uint32_t free_port();
    [[nodiscard]] Seen::iterator seen(const Attachment& link);
    void forget_oldest();

    KernelProgram* program_;
    exporter::Points* points_;
    ChainedPlaces* chained_;
    Seen seen_;
    std::vector<Port> ports_;
};

// " eth0 (native)", as it was when there was one direction; " eth0 out (tc)", " eth0 in (native) out (tc)". For people.
[[nodiscard]] std::string text_of(const std::vector<const Attachment*>& attached);

}  // namespace probe
