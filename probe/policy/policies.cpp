// SPDX-License-Identifier: Apache-2.0
#include "probe/policy/policies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace probe {

using Kind = PolicyDecision::Kind;

namespace {

std::chrono::nanoseconds seconds(double count) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(count));
}

std::string keys_of(const config::Policy& policy) {
    std::vector<std::string> keys;
    for (const config::Setting* setting : policy.sets) keys.push_back(setting->key());
    return fmt::format("{}", fmt::join(keys, ", "));
}

PolicyDecision::Number number_of(const config::Condition& condition, double value, bool enters) {
    return {condition.metric, value, enters ? condition.enter : condition.end(), condition.above == enters};
}

}  // namespace

Policies::Policies(config::Settings base, FieldsOf fields_of) : base_(std::move(base)), fields_of_(std::move(fields_of)) {
    for (const config::Policy& policy : base_.policies) rules_.push_back({.policy = policy});
}

Policies Policies::with_base(config::Settings base) const {
    Policies next(std::move(base), fields_of_);
    next.quiet_until_ = quiet_until_;
    next.last_ = last_;
    for (Rule& rule : next.rules_)
        for (const Rule& before : rules_) {
            // A budget of other numbers is no reason to begin anew: what was shed comes back if there is room.
            const bool is_budget = rule.policy.budget && before.policy.budget && rule.policy.name == before.policy.name;
            if (before.policy != rule.policy && !is_budget) continue;
            const config::Policy policy = std::exchange(rule, before).policy;
            rule.policy = policy;
        }
    const auto fields = fields_of_(next.layered());
    for (Rule& rule : next.rules_)
        if (rule.policy.budget) rule.budget.keep_to(fields, rule.policy.budget->shed);
    return next;
}

config::Settings Policies::layered() const {
    config::Settings settings = base_;
    for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule)
        if (rule->active)
            for (const config::Setting* setting : rule->policy.sets) setting->copy(*rule->policy.values, settings);
    return settings;
}

config::Settings Policies::in_force() const {
    config::Settings settings = layered();
    std::set<std::string> shed;
    for (const Rule& rule : rules_)
        for (std::string& name : rule.budget.shed()) shed.insert(std::move(name));
    if (shed.empty()) return settings;
    std::vector<std::string> left;
    for (PolicyField& field : fields_of_(settings))
        if (!shed.contains(field.name)) left.push_back(std::move(field.name));
    if (!left.empty()) settings.fields = std::move(left);  // a policy may set nothing but fields that are shed elsewhere
    return settings;
}

bool Policies::looks_at(config::Metric metric) const {
    return std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
        if (rule.policy.budget) return metric == config::Metric::ns_per_packet;
        return std::any_of(rule.policy.when.begin(), rule.policy.when.end(),
                           [&](const config::Condition& one) { return one.metric == metric; });
    });
}

std::optional<PolicyDecision> Policies::look(const PolicySample& sample, Time now) {
    last_ = sample;
    if (decided_ || (quiet_until_ && now < *quiet_until_)) return {};
    // All are looked at, so that each one's time runs; the first that has something to say says it.
    for (std::size_t i = 0; i < rules_.size(); i++) {
        Rule& rule = rules_[i];
        auto decision = rule.policy.budget ? look_at_budget(rule, sample, now) : look_at(rule, sample, now);
        const bool is_paused = rule.paused_until && now < *rule.paused_until;
        if (!decision || is_paused || decided_) continue;
        decided_ = std::move(decision);
        decided_by_ = i;
    }
    return decided_;
}

std::optional<PolicyDecision> Policies::look_at(Rule& rule, const PolicySample& sample, Time now) {
    const bool enters = !rule.active;
    PolicyDecision decision{enters ? Kind::enter : Kind::leave, rule.policy.name, {}, {}, keys_of(rule.policy), {}, {}};
    for (const config::Condition& condition : rule.policy.when) {
        const std::optional<double>& value = sample.at(condition.metric);
        if (value && (enters ? condition.holds(*value) : rule.policy.is_ended_by(condition) && condition.is_over(*value)))
            decision.numbers.push_back(number_of(condition, *value, enters));
    }
    const bool is_so = enters ? decision.numbers.size() == rule.policy.when.size() : !decision.numbers.empty();
    std::optional<Time>& since = enters ? rule.holds_since : rule.over_since;
    if (!is_so) since.reset();
    if (!is_so) return {};
    if (!since) since = now;
    decision.held = now - *since;
    if (decision.held < seconds(enters ? rule.policy.hold_s : rule.policy.release_s)) return {};
    return decision;
}

std::optional<PolicyDecision> Policies::look_at_budget(Rule& rule, const PolicySample& sample, Time now) {
    std::set<std::string> needed;
    for (const Rule& other : rules_)
        for (const config::Condition& condition : other.policy.when) {
            const config::MetricFacts& facts = config::facts_of(condition.metric);
            needed.insert(facts.all_of.begin(), facts.all_of.end());
            needed.insert(facts.one_of.begin(), facts.one_of.end());
        }
    return rule.budget.look(rule.policy, fields_of_(layered()), needed, sample.at(config::Metric::ns_per_packet), now);
}

void Policies::apply(const PolicyDecision& decision, Rule& rule, Time now) {
    if (rule.policy.budget)
        rule.budget.done(decision, now);
    else
        rule.active = decision.kind == Kind::enter;
    rule.holds_since.reset();
    rule.over_since.reset();
    const bool is_on = rule.active || !rule.budget.shed().empty();
    if (!is_on) rule.since.reset();
    if (is_on && !rule.since) rule.since = now;
}

config::Settings Policies::wanted() const {
    if (!decided_) return in_force();
    Policies next = *this;
    next.apply(*decided_, next.rules_[decided_by_], {});
    return next.in_force();
}

void Policies::done(Time now) {
    Rule& rule = rules_[decided_by_];
    apply(*decided_, rule, now);
    rule.decisions++;
    rule.pause = kFirstPause;
    rule.paused_until.reset();
    decided_.reset();
    changed(now);
}

PolicyDecision Policies::refused(const Error& error, Time now) {
    Rule& rule = rules_[decided_by_];
    PolicyDecision told = *std::exchange(decided_, std::nullopt);
    if (rule.policy.budget) rule.budget.refused(told);
    rule.refused++;
    rule.last_refusal = error.text();
    rule.paused_until = now + rule.pause;
    told.changes = std::string(name_of(told.kind)) + " " + told.changes;
    told.kind = Kind::refused;
    told.reason = error.text();
    told.pause = rule.pause;
    rule.pause = std::min<std::chrono::nanoseconds>(rule.pause * 2, kLongestPause);
    return told;
}

std::vector<PolicyReport> Policies::reports() const {
    std::vector<PolicyReport> all;
    for (const Rule& rule : rules_) {
        PolicyReport report{rule.policy.name, rule.active,  rule.since,       {}, keys_of(rule.policy), rule.budget.shed(),
                            rule.decisions,   rule.refused, rule.last_refusal};
        for (const config::Condition& condition : rule.policy.when)
            if (const auto& value = last_.at(condition.metric))
                report.numbers.push_back(number_of(condition, *value, !rule.active));
        const auto& ns = last_.at(config::Metric::ns_per_packet);
        if (rule.policy.budget) report.active = !report.shed.empty();
        if (rule.policy.budget && ns)
            report.numbers.push_back({config::Metric::ns_per_packet, *ns, rule.policy.budget->ns_per_packet, true});
        all.push_back(std::move(report));
    }
    return all;
}

std::vector<PolicyField> policy_fields(const config::Settings& settings, const bpf::Catalogue& catalogue) {
    std::vector<PolicyField> fields;
    const auto chosen = config::choose_fields(config::split_names(settings.fields), catalogue);
    if (!chosen) return fields;
    for (const bpf::Feature* feature : *chosen)
        fields.push_back(
            {feature->name, feature->role == bpf::Role::key || feature->name == "IN_PKTS" || feature->name == "IN_BYTES"});
    return fields;
}

}  // namespace probe
