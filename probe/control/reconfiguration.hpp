// SPDX-License-Identifier: Apache-2.0
// The order in which a running probe takes another configuration, as a state machine: it is told what was asked for and what became of
// each step, and says what to do next. It has no clock, no thread and no socket of its own.
//
//   plan ─► compile ─► load ─► check ─► attach ─► swap ─► wait ─► drain ─► hand over ─► detach ─► report
//   └────── fails: nothing has changed ──────────────┘     └─ nothing of this can be refused any more ─┘
//
// Steps that a change does not need are left out. Where one of the first row fails, what the steps before it have done is undone, the
// latest first, and the reason reported. Where one of the second row fails, the kernel has broken its word: the probe cannot go on.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/control/reconfigure.hpp"

namespace probe {

// What differs, and so which steps it takes.
struct Changes {
    std::vector<std::string> settings;  // names of those that are others
    bool program = false;               // another program, or other tables: the old one is drained
    bool flows = false;                 // timeouts, fields that are computed, how flows are printed: flows are kept anew
    bool collectors = false;            // other collectors, or how they are sent to
    bool interfaces = false;            // others are to be metered
    bool carries = false;               // flows in progress go on in the new layout; else they are exported at the change

    [[nodiscard]] bool any() const { return program || flows || collectors || interfaces || !settings.empty(); }
};

class Reconfiguration {
 public:
    using Time = std::chrono::steady_clock::time_point;

    enum class Step : std::uint8_t {
        plan,       // read what the settings name, and find out what differs; then planned() or failed()
        compile,    // make the object
        load,       // into the kernel, with its tables, for everything that is attached
        check,      // whether collectors can be sent the new flows; make what is needed to reach new ones
        attach,     // what is to be metered from now on
        swap,       // the programs of all interfaces; the old one is back everywhere if one refuses. Then swapped() or failed()
        wait,       // until packets in flight have left the old program
        drain,      // its tables, into the flows of the old layout
        hand_over,  // flows: carried, or exported to the old collectors under the old templates; then new templates to the new ones
        detach,     // what is not to be metered any more
    };
    static constexpr std::size_t kSteps = 10;

    struct Action {
        enum class Kind : std::uint8_t {
            idle,     // until the next request
            wait,     // for what becomes of the step that was asked for
            perform,  // `step`, then done(), planned(), swapped() or failed()
            undo,     // `step`, which cannot fail
            report,   // `result` to whoever has asked, by `ticket`
            give_up,  // the probe cannot go on, for the reason in `result`
        };
        Kind kind = Kind::idle;
        Step step = Step::plan;
        std::uint64_t ticket = 0;
        Result<Outcome> result{};
    };

    // A request; they wait for each other. The ticket is whatever the caller knows it by.
    void request(std::uint64_t ticket, Time now);

    // What to do now. After perform: wait, until what became of it is told. After the others: to be called again.
    [[nodiscard]] Action next();

    // What became of the step that was asked for.
    void planned(Changes changes, Time now);
    void swapped(std::optional<Time> first_packet, Time now);
    void done(Time now);
    void failed(Error error, Time now);

    // A request is being carried out, or waits.
    [[nodiscard]] bool is_busy() const { return phase_ != Phase::idle || !requests_.empty(); }
    [[nodiscard]] const Changes& changes() const { return changes_; }
    [[nodiscard]] const ReconfigurationCounters& counters() const { return counters_; }

 private:
    enum class Phase : std::uint8_t { idle, performing, waiting, undoing, reporting, broken };

    [[nodiscard]] bool is_needed(Step step) const;
    void go_on(Time now);
    [[nodiscard]] std::chrono::nanoseconds& time_of(Step step) { return times_[static_cast<std::size_t>(step)]; }
    [[nodiscard]] Outcome outcome(Time now);

    struct Request {
        std::uint64_t ticket;
        Time asked;
    };

    std::deque<Request> requests_;  // the first is being carried out
    Phase phase_ = Phase::idle;
    Step step_ = Step::plan;
    Time begun_{};                   // of the step
    std::optional<Time> swapped_{};  // when every interface had the new program
    std::optional<Time> first_packet_{};
    std::vector<Step> undoable_;  // steps done, the latest last
    std::array<std::chrono::nanoseconds, kSteps> times_{};
    Changes changes_;
    Result<Outcome> result_{};
    ReconfigurationCounters counters_;
};

}  // namespace probe
