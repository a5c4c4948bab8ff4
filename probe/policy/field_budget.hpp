// SPDX-License-Identifier: Apache-2.0
// Which fields are shed to stay under a budget of ns a packet, and when they come back. One field at a time: lowest priority first, and
// back in the opposite order. Time is passed in.
//
// So that it does not flap: a field comes back if the program would then stay below `restore_below`, judged by what its going has
// saved, for the release time. That time is doubled, up to 64 times, for a field that had to go again soon. What traffic of another kind
// has saved was not the field: each release time in which only that saving stands in the way halves it.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/policy.hpp"
#include "probe/policy/decision.hpp"

namespace probe {

// A field as settings ask for it.
struct PolicyField {
    std::string name;
    bool is_kept = false;  // unless a list says that it may go: a key, IN_PKTS, IN_BYTES
};

class FieldBudget {
 public:
    using Time = std::chrono::steady_clock::time_point;

    // What is to be done about this measurement, if anything: shed or restore, with the name in `changes`. `fields` are those that would
    // be metered if none was shed, `needed` those that policies measure by, which stay.
    [[nodiscard]] std::optional<PolicyDecision> look(const config::Policy& policy, const std::vector<PolicyField>& fields,
                                                     const std::set<std::string>& needed, std::optional<double> ns, Time now);
    // It was done, or not.
    void done(const PolicyDecision& decision, Time now);
    void refused(const PolicyDecision& decision);
    // Other fields are asked for, or others may go: the rest is not shed any more. An empty list says nothing.
    void keep_to(const std::vector<PolicyField>& fields, const std::vector<std::string>& may_go);

    // The latest one last.
    [[nodiscard]] std::vector<std::string> shed() const;

 private:
    static constexpr unsigned kMostPatience = 64, kSoon = 10;  // times the release time

    struct Shed {
        std::string name;
        double before = 0;            // ns a packet when it was decided
        std::optional<double> saved;  // known from the first measurement behind
    };
    struct Past {
        unsigned patience = 1;
        std::optional<Time> restored{};
    };

    [[nodiscard]] std::string next_to_go(const config::Budget& budget, const std::vector<PolicyField>& fields,
                                         const std::set<std::string>& needed) const;
    [[nodiscard]] std::optional<PolicyDecision> look_for_room(const config::Policy& policy, double ns, Time now);

    std::vector<Shed> shed_;
    std::map<std::string, Past> past_;
    std::set<std::string> unsheddable_;  // what the probe refused to go without
    std::optional<Time> over_since_, room_since_;
    std::chrono::nanoseconds release_{};  // at least a second
};

}  // namespace probe
