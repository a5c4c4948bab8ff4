// SPDX-License-Identifier: Apache-2.0
// Keeps the chosen interfaces attached while they come, go and change: listens to the kernel, asks the roster what to do, does it,
// and tells the user. What fails is told, counted and tried again; only what is wrong from the start ends the probe. For one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "probe/interfaces/reception.hpp"
#include "probe/interfaces/roster.hpp"
#include "probe/live/attachments.hpp"

namespace probe {

struct InterfaceSettings {
    std::vector<std::string> chosen;  // names, patterns, `any`; none: the interface of the default route
    Mode mode = Mode::automatic;      // of what enters
    Stacked stacked = Stacked::lowest;
    bool wait = false;  // for named interfaces that are not there, or cannot be attached to, at start
    ReceptionSettings reception{};
    std::vector<Direction> directions = {Direction::in};
};

class MeteredInterfaces {
 public:
    using Say = std::function<void(const std::string& line)>;  // to the user

    MeteredInterfaces(InterfaceSettings settings, Say say)
        : settings_(std::move(settings)),
          say_(std::move(say)),
          reception_(settings_.reception) {}

    // Finds out what there is. Fails if the choice makes no sense, or a named interface is not there (and is not waited for).
    Result<> find();
    // Whether the first of them has an Ethernet header, as most have; true if there is none yet.
    [[nodiscard]] bool begin_with_ethernet() const;
    // Attaches to what was found; attachments must outlive this. Fails if that fails for a named interface (likewise).
    Result<> start(Attachments& attachments);

    // Other interfaces, names and patterns: attaches to those that were not chosen before. Fails as find() and start() do, and then all is
    // as before; mode and direction stay what they are. Then either settle_choice() ends what is not chosen any more, or undo_choice()
    // goes back.
    Result<> choose(InterfaceSettings chosen);
    void settle_choice();
    void undo_choice();

    // Readable when the kernel has news: then call follow().
    [[nodiscard]] int descriptor() const { return monitor_->descriptor(); }
    // False: the kernel tells no more news; check() still finds them.
    [[nodiscard]] bool follow();
    // To be called every few seconds: looks for what went without news, and tries again what failed.
    void check();

    // What the choice has no interface for: names, or patterns while they choose nothing at all.
    [[nodiscard]] std::vector<std::string> waited_for() const;
    [[nodiscard]] AttachingStatistics statistics() const;
    // All that there are, metered or not.
    [[nodiscard]] const Links& links() const { return roster_->links(); }

    // Ends all of it, and how interfaces receive is as it was before.
    void stop();

 private:
    Result<> list();
    bool hear();
    Result<> decide();
    Result<> perform(const Action& action);
    Result<> attach(const Link& link);
    // In all directions, or in none; with their ports in ports_.
    Result<std::vector<const Attachment*>> attach_all(const Link& link);
    [[nodiscard]] bool meters_by_xdp() const;
    [[nodiscard]] bool is_second_best(const Attachment& attached) const;
    void detach(std::uint32_t index);
    void release_lost();

    InterfaceSettings settings_;
    const Say say_;
    Reception reception_;
    std::optional<LinkMonitor> monitor_;
    std::optional<Roster> roster_;
    Attachments* attachments_ = nullptr;
    std::map<std::uint32_t, std::vector<std::uint32_t>> ports_;  // by index of the interface
    bool started_ = false;

    struct Before {  // a choice that is not settled
        InterfaceSettings settings;
        Roster roster;
        std::vector<std::uint32_t> attached{};  // since: indexes of interfaces
    };
    std::optional<Before> before_;
    std::uint64_t failures_ = 0;
};

}  // namespace probe
