// SPDX-License-Identifier: Apache-2.0
// The flow cache against a model that is too slow to be wrong: a map of flows, searched from end to end.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <tuple>
#include <vector>

#include "exporter/flow_cache.hpp"
#include "tests/unit/exporter/layouts.hpp"

namespace exporter {
namespace {

using testing::Flow;

constexpr std::uint64_t kActive = 5000;
constexpr std::uint64_t kIdle = 1200;
constexpr std::size_t kMaxFlows = 150;

using Ended = std::tuple<int, std::uint16_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, int, int>;

Ended ended(const Flow& flow, EndReason reason) {
    return {static_cast<int>(reason), flow.id, flow.start_ns, flow.end_ns, flow.packets, flow.octets, flow.tos, flow.flags};
}

class Model {
 public:
    void add(const Flow& flow) {
        auto found = flows_.find(flow.id);
        if (found != flows_.end()) {
            const auto reason = due(found->second.flow, flow.start_ns);
            if (reason) {
                end(found, *reason);
                found = flows_.end();
            }
        }
        if (found == flows_.end()) {
            if (flows_.size() == kMaxFlows) end(oldest(), EndReason::resources);
            found = flows_.insert({flow.id, {flow, 0}}).first;
        } else {
            join(found->second.flow, flow);
        }
        found->second.updated = ++updates_;
        if ((flow.flags & 0x05) != 0) end(found, EndReason::end);
    }

    void advance(std::uint64_t now) {
        for (auto at = flows_.begin(); at != flows_.end();) {
            const auto flow = at++;
            const auto reason = due(flow->second.flow, now);
            if (reason) end(flow, *reason);
        }
    }

    void flush() {
        while (!flows_.empty()) end(flows_.begin(), EndReason::forced);
    }

    std::vector<Ended> take() { return std::exchange(ended_, {}); }
    [[nodiscard]] std::size_t size() const { return flows_.size(); }

 private:
    struct Known {
        Flow flow;
        std::uint64_t updated;
    };
    using Flows = std::map<std::uint16_t, Known>;

    static std::optional<EndReason> due(const Flow& flow, std::uint64_t now) {
        const auto start = static_cast<std::int64_t>(flow.start_ns);
        const auto end = static_cast<std::int64_t>(flow.end_ns);
        const auto at = static_cast<std::int64_t>(now);
        const auto active = static_cast<std::int64_t>(kActive);
        const auto idle = static_cast<std::int64_t>(kIdle);
        if (end - start >= active) return EndReason::active;
        const bool is_idle = at - end >= idle;
        const bool is_active = at - start >= active;
        if (is_idle && is_active) return end + idle <= start + active ? EndReason::idle : EndReason::active;
        if (is_idle) return EndReason::idle;
        if (is_active) return EndReason::active;
        return std::nullopt;
    }

    static void join(Flow& into, const Flow& from) {
        if (from.start_ns < into.start_ns) into.tos = from.tos;
        into.start_ns = std::min(into.start_ns, from.start_ns);
        into.end_ns = std::max(into.end_ns, from.end_ns);
        into.packets += from.packets;
        into.octets += from.octets;
        into.flags = static_cast<std::uint8_t>(into.flags | from.flags);
    }

    Flows::iterator oldest() {
        return std::min_element(flows_.begin(), flows_.end(),
                                [](const auto& a, const auto& b) { return a.second.updated < b.second.updated; });
    }

    void end(Flows::iterator flow, EndReason reason) {
        ended_.push_back(ended(flow->second.flow, reason));
        flows_.erase(flow);
    }

    Flows flows_;
    std::uint64_t updates_ = 0;
    std::vector<Ended> ended_;
};

// Random partial records around a time that mostly goes on, sometimes jumps ahead, sometimes back.
class Traffic {
 public:
    explicit Traffic(std::uint64_t seed) : random_(seed) {}

    Flow next() {
        now_ += below(4);
        if (below(2000) == 0) now_ += below(4 * kActive);
        if (below(2000) == 0) now_ -= std::min(now_, below(2 * kActive));
        Flow flow;
        flow.id = static_cast<std::uint16_t>(below(10) < 7 ? below(40) : below(400));
        flow.end_ns = now_ + below(50);
        flow.start_ns = flow.end_ns - std::min(flow.end_ns, below(below(50) == 0 ? 2 * kActive : 300));
        flow.packets = below(100);
        flow.octets = below(100'000);
        flow.tos = static_cast<std::uint8_t>(below(256));
        flow.flags = static_cast<std::uint8_t>(below(100) == 0 ? 0x11 : 0x10);
        return flow;
    }

    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    [[nodiscard]] std::uint64_t now() const { return now_; }

 private:
    std::mt19937_64 random_;
    std::uint64_t now_ = 1'000'000;
};

TEST(FlowCacheModel, AgreesOnAHundredThousandRandomRecords) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    Traffic traffic(seed);
    Model model;
    std::vector<Ended> seen;
    const FlowCacheSettings settings{.active = std::chrono::nanoseconds(kActive),
                                     .idle = std::chrono::nanoseconds(kIdle),
                                     .end_on_tcp = true,
                                     .max_flows = kMaxFlows};
    FlowCache cache(testing::ipv4_layout(), settings,
                    [&](const Record& record) { seen.push_back(ended(testing::flow_in(record.bytes), record.reason)); });
    const auto expect_same = [&](const char* when) {
        std::vector<Ended> expected = model.take();
        std::sort(expected.begin(), expected.end());
        std::sort(seen.begin(), seen.end());
        ASSERT_EQ(seen, expected) << when;
        ASSERT_EQ(cache.size(), model.size()) << when;
        seen.clear();
    };

    for (int i = 0; i < 100'000; ++i) {
        const Flow flow = traffic.next();
        model.add(flow);
        cache.add(testing::bytes_of(flow).data(), traffic.now());
        ASSERT_NO_FATAL_FAILURE(expect_same("after add"));
        if (traffic.below(50) != 0) continue;
        model.advance(traffic.now());
        cache.advance(traffic.now());
        ASSERT_NO_FATAL_FAILURE(expect_same("after advance"));
    }
    model.flush();
    cache.flush();
    expect_same("after flush");

    for (const EndReason reason : {EndReason::idle, EndReason::active, EndReason::end, EndReason::resources}) {
        EXPECT_GT(cache.exported(reason), 0U) << "the traffic never led to reason " << static_cast<int>(reason);
    }
}

}  // namespace
}  // namespace exporter
