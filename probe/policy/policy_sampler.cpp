// SPDX-License-Identifier: Apache-2.0
#include "probe/policy/policy_sampler.hpp"

#include <algorithm>
#include <utility>

namespace probe {

using config::Metric;

std::optional<PolicySample> PolicySampler::take(const PolicyCounters& counters, Time now) {
    const std::optional<Time> before = std::exchange(last_, now);
    const PolicyCounters then = std::exchange(before_, counters);
    if (!before || now <= *before) return {};
    const double seconds = std::chrono::duration<double>(now - *before).count();
    // A counter that went back, because an interface is gone for good or flows began anew, has not moved.
    const auto more = [](std::uint64_t from, std::uint64_t to) { return static_cast<double>(to - std::min(from, to)); };
    const double metered = more(then.metered, counters.metered), begun = more(then.flows_begun, counters.flows_begun);
    PolicySample sample;
    sample.at(Metric::packets_per_second) = more(then.frames, counters.frames) / seconds;
    sample.at(Metric::octets_per_second) = more(then.octets, counters.octets) / seconds;
    sample.at(Metric::flows_per_second) = begun / seconds;
    // A snapshot is cut a little before the counters are read, and the one before likewise: at the end of a burst there may be flows of
    // packets that were counted a look earlier.
    sample.at(Metric::new_flow_ratio) = begun > 0 ? std::min(1.0, begun / std::max(metered, 1.0)) : 0;
    sample.at(Metric::active_flows) = static_cast<double>(counters.active_flows);
    sample.at(Metric::losses_per_second) = more(then.lost, counters.lost) / seconds;
    sample.at(Metric::export_losses_per_second) = more(then.export_lost, counters.export_lost) / seconds;
    sample.at(Metric::cpu_share) = std::chrono::duration<double>(counters.cpu - then.cpu).count() / seconds;
    return sample;
}

std::optional<double> ns_per_packet(std::uint64_t runs, std::uint64_t nanoseconds) {
    constexpr std::uint64_t kFewest = 64;
    if (runs < kFewest) return {};
    return static_cast<double>(nanoseconds) / static_cast<double>(runs);
}

}  // namespace probe
