// SPDX-License-Identifier: Apache-2.0
// Policies at work, as a state machine: it is told the settings that a user wants, and what the probe measures about once a second, and
// says what is to change. It has no clock, no thread and no probe of its own.
//
//   settings in force = the user's, policies that are active laid over them, fields that the budget sheds taken out
//
// Of policies that set the same setting, the one that stands first in the file wins. One decision at a time, the first policy first; it
// counts when the probe has carried it out. What the probe refuses is tried again after 10 s, and after twice as long each time, up to
// 10 minutes. Behind any change two seconds are not looked at: flows begin anew in them, which tells nothing of the traffic.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "config/settings.hpp"
#include "probe/policy/decision.hpp"
#include "probe/policy/field_budget.hpp"

namespace probe {

class Policies {
 public:
    using Time = std::chrono::steady_clock::time_point;
    // The fields that settings ask for, in their order, by the names of the catalogue.
    using FieldsOf = std::function<std::vector<PolicyField>(const config::Settings&)>;

    static constexpr std::chrono::seconds kSettle{2}, kFirstPause{10}, kLongestPause{600};

    // `base` are the settings of the user, policies among them.
    Policies(config::Settings base, FieldsOf fields_of);

    // With other settings of the user; policies that are the same as before go on as they are.
    [[nodiscard]] Policies with_base(config::Settings base) const;

    [[nodiscard]] const config::Settings& base() const { return base_; }
    [[nodiscard]] config::Settings in_force() const;
    [[nodiscard]] bool any() const { return !rules_.empty(); }
    // Whether any of them needs this number.
    [[nodiscard]] bool looks_at(config::Metric metric) const;

    // What is to be done, if anything. Then nothing more is looked at before done() or refused().
    [[nodiscard]] std::optional<PolicyDecision> look(const PolicySample& sample, Time now);
    // What would be in force then.
    [[nodiscard]] config::Settings wanted() const;
    void done(Time now);
    // Returns what to tell.
    PolicyDecision refused(const Error& error, Time now);

    // The probe has other settings, or another program, whoever wanted them.
    void changed(Time now) { quiet_until_ = now + kSettle; }

    [[nodiscard]] std::vector<PolicyReport> reports() const;

 private:
    struct Rule {
        config::Policy policy;
        bool active = false;
        std::optional<Time> holds_since{}, over_since{}, since{}, paused_until{};
        std::chrono::nanoseconds pause = kFirstPause;  // the next one
        FieldBudget budget{};
        std::uint64_t decisions = 0, refused = 0;
        std::string last_refusal{};
    };

    [[nodiscard]] std::optional<PolicyDecision> look_at(Rule& rule, const PolicySample& sample, Time now);
    [[nodiscard]] std::optional<PolicyDecision> look_at_budget(Rule& rule, const PolicySample& sample, Time now);
    void apply(const PolicyDecision& decision, Rule& rule, Time now);
    [[nodiscard]] config::Settings layered() const;

    config::Settings base_;
    FieldsOf fields_of_;
    std::vector<Rule> rules_;
    std::optional<Time> quiet_until_;
    PolicySample last_;
    std::optional<PolicyDecision> decided_;
    std::size_t decided_by_ = 0;
};

// Fields of these settings as the catalogue knows them; what it does not know is left out.
[[nodiscard]] std::vector<PolicyField> policy_fields(const config::Settings& settings, const bpf::Catalogue& catalogue);

}  // namespace probe
