// SPDX-License-Identifier: Apache-2.0
// Policies, as the configuration file has them in [[policy]]: what a running probe changes by itself, and when. What they mean while
// it runs is in probe/policy/policies.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/catalogue.hpp"

namespace config {

struct Settings;
struct Setting;

// What a probe knows of itself, over the time between two looks (about a second), in the order of kMetrics.
enum class Metric : std::uint8_t {
    packets_per_second,
    octets_per_second,
    flows_per_second,
    new_flow_ratio,
    active_flows,
    losses_per_second,
    export_losses_per_second,
    ns_per_packet,
    cpu_share,
    top_source_share,
    syn_share,
};

struct MetricFacts {
    std::string_view name, unit, meaning;
    // Fields without which there is no such number: all of these, and one of those.
    std::vector<std::string_view> all_of{}, one_of{};
};
inline constexpr std::size_t kMetrics = 11;
[[nodiscard]] const std::array<MetricFacts, kMetrics>& metrics();
[[nodiscard]] inline const MetricFacts& facts_of(Metric metric) { return metrics()[static_cast<std::size_t>(metric)]; }

// Holds beyond `enter`; is over from `until` on, which is nearer to the other side. In between it is neither.
struct Condition {
    Metric metric{};
    bool above = true;  // else below
    double enter = 0;
    std::optional<double> until{};  // none: see Policy::is_ended_by

    [[nodiscard]] double end() const { return until.value_or(enter); }

    [[nodiscard]] bool holds(double value) const { return above ? value > enter : value < enter; }
    [[nodiscard]] bool is_over(double value) const { return above ? value <= end() : value >= end(); }
    friend bool operator==(const Condition&, const Condition&) = default;
};

struct Budget {
    double ns_per_packet = 0;       // at most so many, as the kernel measures the program
    double restore_below = 0;       // ns; less than that, the saving of a field that is to come back included
    std::vector<std::string> shed;  // names of fields, the first one goes first; empty: see Policy
    friend bool operator==(const Budget&, const Budget&) = default;
};

// Either conditions and what is set while they hold, or a budget. A budget without a list sheds, from the last field on, whatever is
// neither a key nor IN_PKTS nor IN_BYTES.
struct Policy {
    static constexpr std::size_t kMost = 64, kLongestName = 64;

    std::string name;             // as no other one
    std::vector<Condition> when;  // all of them
    double hold_s = 3;            // for so long, before something changes
    double release_s = 10;        // likewise, before it is undone
    std::vector<const Setting*> sets;
    std::shared_ptr<const Settings> values;  // of `sets`
    std::optional<Budget> budget;

    // Whether the policy is over when this condition is: those that say until when, or all where none does. What a policy sets may change
    // a number, or take it away, so that it says nothing of the end.
    [[nodiscard]] bool is_ended_by(const Condition& condition) const;

    // The same in every respect.
    friend bool operator==(const Policy& one, const Policy& other);
};

// What of these fields is not there that the number is made of: "IN_PKTS", "IPV4_SRC_ADDR or IPV6_SRC_ADDR"; empty: nothing. Texts are
// as in Settings::fields; names that are no fields count as nothing.
[[nodiscard]] std::string lacking_for(Metric metric, const std::vector<std::string>& fields, const bpf::Catalogue& catalogue);

// Settings that a policy may set: those that say what is metered, and when a flow ends.
[[nodiscard]] bool can_be_set_by_policy(const Setting& setting);

}  // namespace config
