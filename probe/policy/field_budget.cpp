// SPDX-License-Identifier: Apache-2.0
#include "probe/policy/field_budget.hpp"

#include <algorithm>

namespace probe {

using Kind = PolicyDecision::Kind;

namespace {

std::chrono::nanoseconds seconds(double count) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(count));
}

PolicyDecision decision(Kind kind, const config::Policy& policy, double ns, std::chrono::nanoseconds held,
                        const std::string& field) {
    const bool over = kind == Kind::shed;
    const double threshold = over ? policy.budget->ns_per_packet : policy.budget->restore_below;
    return {kind, policy.name, {{config::Metric::ns_per_packet, ns, threshold, over}}, held, field, {}, {}};
}

}  // namespace

std::vector<std::string> FieldBudget::shed() const {
    std::vector<std::string> names;
    for (const Shed& one : shed_) names.push_back(one.name);
    return names;
}

std::string FieldBudget::next_to_go(const config::Budget& budget, const std::vector<PolicyField>& fields,
                                    const std::set<std::string>& needed) const {
    const auto is_shed = [&](const std::string& name) {
        return std::any_of(shed_.begin(), shed_.end(), [&](const Shed& one) { return one.name == name; });
    };
    const auto stay = std::count_if(fields.begin(), fields.end(), [&](const PolicyField& one) { return !is_shed(one.name); });
    if (stay <= 1) return {};
    const auto may_go = [&](const std::string& name) {
        return !is_shed(name) && !needed.contains(name) && !unsheddable_.contains(name);
    };
    for (const std::string& name : budget.shed)
        if (may_go(name) && std::any_of(fields.begin(), fields.end(), [&](const PolicyField& one) { return one.name == name; }))
            return name;
    if (budget.shed.empty())
        for (auto field = fields.rbegin(); field != fields.rend(); ++field)
            if (!field->is_kept && may_go(field->name)) return field->name;
    return {};
}

std::optional<PolicyDecision> FieldBudget::look(const config::Policy& policy, const std::vector<PolicyField>& fields,
                                                const std::set<std::string>& needed, std::optional<double> ns, Time now) {
    release_ = std::max<std::chrono::nanoseconds>(seconds(policy.release_s), std::chrono::seconds(1));
    if (!ns) {
        over_since_.reset();
        room_since_.reset();
        return {};
    }
    if (!shed_.empty() && !shed_.back().saved) shed_.back().saved = std::max(0.0, shed_.back().before - *ns);
    if (*ns <= policy.budget->ns_per_packet) {
        over_since_.reset();
        return look_for_room(policy, *ns, now);
    }
    room_since_.reset();
    if (!over_since_) over_since_ = now;
    if (now - *over_since_ < seconds(policy.hold_s)) return {};
    const std::string name = next_to_go(*policy.budget, fields, needed);
    if (name.empty()) return {};
    return decision(Kind::shed, policy, *ns, now - *over_since_, name);
}

std::optional<PolicyDecision> FieldBudget::look_for_room(const config::Policy& policy, double ns, Time now) {
    if (shed_.empty() || ns >= policy.budget->restore_below) {
        room_since_.reset();
        return {};
    }
    Shed& last = shed_.back();
    if (!room_since_) room_since_ = now;
    const std::chrono::nanoseconds held = now - *room_since_;
    if (held < seconds(policy.release_s) * past_[last.name].patience) return {};
    if (ns + last.saved.value_or(0) < policy.budget->restore_below) return decision(Kind::restore, policy, ns, held, last.name);
    *last.saved /= 2;
    room_since_ = now;
    return {};
}

void FieldBudget::done(const PolicyDecision& decision, Time now) {
    over_since_.reset();
    room_since_.reset();
    Past& past = past_[decision.changes];
    if (decision.kind == Kind::restore) {
        shed_.pop_back();
        past.restored = now;
        return;
    }
    const bool soon = past.restored && now - *past.restored < release_ * kSoon * past.patience;
    past.patience = soon ? std::min(past.patience * 2, kMostPatience) : 1;
    shed_.push_back({decision.changes, decision.numbers.front().value, {}});
}

void FieldBudget::refused(const PolicyDecision& decision) {
    if (decision.kind == Kind::shed) unsheddable_.insert(decision.changes);
    over_since_.reset();
    room_since_.reset();
}

void FieldBudget::keep_to(const std::vector<PolicyField>& fields, const std::vector<std::string>& may_go) {
    const auto is_there = [&](const std::string& name) {
        return std::any_of(fields.begin(), fields.end(), [&](const PolicyField& one) { return one.name == name; });
    };
    const auto is_listed = [&](const std::string& name) {
        return may_go.empty() || std::find(may_go.begin(), may_go.end(), name) != may_go.end();
    };
    std::erase_if(shed_, [&](const Shed& one) { return !is_there(one.name) || !is_listed(one.name); });
    unsheddable_.clear();
}

}  // namespace probe
