// SPDX-License-Identifier: Apache-2.0
// Decides what to attach and detach while interfaces come, go and change. A pure state machine: it is told what the kernel reports
// and what became of its decisions; it has no socket, no clock and no link of its own.
//
// What is attached follows from the selection and from the interfaces there are now, not from their past: after any events it is
// what a start at that moment would attach. An interface chosen by its name is attached at once, one chosen by a pattern when it is
// first up; both stay attached while they are down.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "probe/interfaces/link_monitor.hpp"
#include "probe/interfaces/selection.hpp"

namespace probe {

struct Action {
    enum class Kind {
        attach,
        detach,    // the interface may be gone already
        reattach,  // now, where it may go better than the last time
        rename,    // what is attached stays
        say,       // nothing to do: `why` is for the user
    };
    Kind kind = Kind::say;
    Link link;        // as it is now; if it is gone, as it was
    std::string why;  // one line for the user; empty: nothing worth it
};

class Roster {
 public:
    explicit Roster(Selection selection) : selection_(std::move(selection)) {}

    // What the kernel reports; see() each event in its order, or all() interfaces there are.
    void see(const LinkEvent& event);
    void see_all(const std::vector<Link>& links);
    // An attachment has ended by itself, or by somebody else.
    void lost(std::uint32_t index);
    // To be called every few seconds: failures are due again at the 1st, 2nd, 4th, … call behind them, at last at every
    // kMostPatience-th, whether their interface has changed or not. A change makes them due at once.
    void try_again();
    static constexpr unsigned kMostPatience = 64;

    // What is to be done about all that, in this order. After each attach and reattach say what became of it.
    [[nodiscard]] std::vector<Action> decide();
    // `second_best`: generic where native was wanted; then another MTU may help.
    void attached(std::uint32_t index, bool second_best);
    // Returns whether this reason is news: an attempt that fails as before is not worth a line.
    bool failed(std::uint32_t index, const std::string& why);

    // What makes the numbers of this interface other than one might expect; a line each.
    [[nodiscard]] std::vector<std::string> remarks(std::uint32_t index) const;
    [[nodiscard]] const Links& links() const { return links_; }
    [[nodiscard]] const Selection& selection() const { return selection_; }
    // Names that were asked for and that no interface has.
    [[nodiscard]] std::vector<std::string> missing() const;

 private:
    enum class State { idle, attached, second_best, failed };
    struct Known {
        State state = State::idle;
        bool try_again = false;                  // although it failed
        unsigned patience = 1, calls_since = 0;  // calls of try_again() to let pass, and passed
        std::string attached_as;
        std::string complaint;  // of the last failure
    };

    void arrived(const Link& link);
    void gone(std::uint32_t index);
    void changed(const Link& before, const Link& now);
    [[nodiscard]] std::string why_not_metered(const Link& link) const;

    Selection selection_;
    Links links_;
    std::map<std::uint32_t, Known> known_;  // of the same indexes as links_
    std::vector<Action> pending_;
};

}  // namespace probe
