// SPDX-License-Identifier: Apache-2.0
// The flow cache that joins directions against a model that is too slow to be wrong: a list of flows, searched from end to end.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <list>
#include <optional>
#include <random>
#include <tuple>
#include <vector>

#include "exporter/flow_cache.hpp"
#include "tests/unit/exporter/layouts.hpp"

namespace exporter {
namespace {

using testing::field;

constexpr std::uint64_t kActive = 5000;
constexpr std::uint64_t kIdle = 1200;
constexpr std::size_t kMaxFlows = 150;

const testing::TestLayout& layout() {
    using bpf::Role, bpf::Type;
    static const testing::TestLayout made(
        {field("IPV4_SRC_ADDR", Type::ipv4, Role::key), field("IPV4_DST_ADDR", Type::ipv4, Role::key),
         field("L4_SRC_PORT", Type::be16, Role::key), field("L4_DST_PORT", Type::be16, Role::key),
         field("observationPointId", Type::u16, Role::key), field("PROTOCOL", Type::u8, Role::key)},
        {field("IN_PKTS", Type::u64, Role::sum), field("FLOW_START_MILLISECONDS", Type::time_ns, Role::min),
         field("FLOW_END_MILLISECONDS", Type::time_ns, Role::max), testing::tcp_flags()});
    return made;
}

// One direction of the conversation between a client and a server.
struct Direction {
    std::uint8_t client = 0;  // last octet of its address, and its port
    bool to_server = true;
    std::uint16_t point = 0;
    std::uint64_t packets = 0, start_ns = 0, end_ns = 0;
    std::uint8_t flags = 0;

    [[nodiscard]] bool is_same(const Direction& other) const {
        return client == other.client && to_server == other.to_server && point == other.point;
    }
    [[nodiscard]] bool is_partner(const Direction& other) const { return client == other.client && to_server != other.to_server; }
};

testing::Bytes bytes_of(const Direction& of) {
    testing::Bytes bytes(layout().get());
    const int source = of.to_server ? 0 : 4, destination = 4 - source;
    bytes.put_octets(static_cast<std::size_t>(source), {10, 0, 0, of.client});
    bytes.put_octets(static_cast<std::size_t>(destination), {192, 0, 2, 1});
    bytes.put_octets(8U + static_cast<std::size_t>(source) / 2, {200, of.client});  // the client's port is the larger one
    bytes.put_octets(8U + static_cast<std::size_t>(destination) / 2, {8, 0});
    bytes.put(12, of.point).put_octets(14, {6});
    const std::size_t value = layout().get().key_octets;
    return bytes.put(value, of.packets).put(value + 8, of.start_ns).put(value + 16, of.end_ns).put(value + 24, of.flags);
}

Direction direction_in(const std::byte* bytes) {
    const std::size_t value = layout().get().key_octets;
    const bool to_server = std::to_integer<int>(bytes[0]) == 10;
    return {std::to_integer<std::uint8_t>(bytes[to_server ? 3 : 7]),
            to_server,
            load<std::uint16_t>(bytes + 12),
            load<std::uint64_t>(bytes + value),
            load<std::uint64_t>(bytes + value + 8),
            load<std::uint64_t>(bytes + value + 16),
            load<std::uint8_t>(bytes + value + 24)};
}

using Half = std::tuple<int, bool, int, std::uint64_t, std::uint64_t, std::uint64_t, int>;
using Ended = std::tuple<int, Half, std::optional<Half>>;

Half half(const Direction& of) { return {of.client, of.to_server, of.point, of.packets, of.start_ns, of.end_ns, of.flags}; }

// A direction, or two that belong together.
struct Conversation {
    std::vector<Direction> halves;
    std::array<std::uint64_t, 2> updated{};

    [[nodiscard]] std::uint64_t start() const {
        return std::min_element(halves.begin(), halves.end(), [](auto& a, auto& b) { return a.start_ns < b.start_ns; })->start_ns;
    }
    [[nodiscard]] std::uint64_t end() const {
        return std::max_element(halves.begin(), halves.end(), [](auto& a, auto& b) { return a.end_ns < b.end_ns; })->end_ns;
    }
    [[nodiscard]] bool all_have(int flag) const {
        return std::all_of(halves.begin(), halves.end(), [&](const Direction& one) { return (one.flags & flag) != 0; });
    }
    [[nodiscard]] bool any_has(int flag) const {
        return std::any_of(halves.begin(), halves.end(), [&](const Direction& one) { return (one.flags & flag) != 0; });
    }
};

class Model {
 public:
    void add(const Direction& of) {
        ++updates_;
        auto found = find([&](const Conversation& one) {
            return std::any_of(one.halves.begin(), one.halves.end(), [&](const Direction& its) { return its.is_same(of); });
        });
        if (found != all_.end()) {
            if (const auto reason = due(*found, of.start_ns)) {
                end(found, *reason);
                found = all_.end();
            }
        }
        if (found != all_.end()) return join(*found, of);
        if (entries() == kMaxFlows) end(oldest(), EndReason::resources);
        auto other = find([&](const Conversation& one) { return one.halves.size() == 1 && one.halves[0].is_partner(of); });
        if (other != all_.end() && are_apart(other->halves[0], of)) {
            end(other, *due(*other, of.start_ns));
            other = all_.end();
        } else if (other != all_.end() && are_apart(of, other->halves[0])) {
            other = all_.end();
        }
        if (other == all_.end()) other = all_.insert(all_.end(), Conversation{});
        other->halves.push_back(of);
        other->updated[0] = other->updated[1] = updates_;
    }

    void advance(std::uint64_t now) {
        for (auto at = all_.begin(); at != all_.end();) {
            const auto one = at++;
            if (one->any_has(4) || one->all_have(1)) {
                end(one, EndReason::end);
            } else if (const auto reason = due(*one, now)) {
                end(one, *reason);
            }
        }
    }

    void flush() {
        while (!all_.empty()) end(all_.begin(), EndReason::forced);
    }

    std::vector<Ended> take() { return std::exchange(ended_, {}); }
    [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
    using Conversations = std::list<Conversation>;

    template <class Condition>
    Conversations::iterator find(Condition condition) {
        return std::find_if(all_.begin(), all_.end(), condition);
    }

    static std::optional<EndReason> due(std::uint64_t start, std::uint64_t end, std::uint64_t now) {
        if (end - start >= kActive) return EndReason::active;
        const bool is_idle = now >= end + kIdle, is_active = now >= start + kActive;
        if (is_idle && is_active) return end + kIdle <= start + kActive ? EndReason::idle : EndReason::active;
        if (is_idle) return EndReason::idle;
        if (is_active) return EndReason::active;
        return std::nullopt;
    }
    static std::optional<EndReason> due(const Conversation& one, std::uint64_t now) { return due(one.start(), one.end(), now); }
    static bool are_apart(const Direction& before, const Direction& after) {
        return after.start_ns > before.end_ns && due(before.start_ns, before.end_ns, after.start_ns);
    }

    void join(Conversation& into, const Direction& from) {
        for (Direction& half : into.halves) {
            if (!half.is_same(from)) continue;
            half.start_ns = std::min(half.start_ns, from.start_ns);
            half.end_ns = std::max(half.end_ns, from.end_ns);
            half.packets += from.packets;
            half.flags = static_cast<std::uint8_t>(half.flags | from.flags);
        }
        into.updated[0] = into.updated[1] = updates_;
    }

    [[nodiscard]] std::size_t entries() const {
        std::size_t sum = 0;
        for (const Conversation& one : all_) sum += one.halves.size();
        return sum;
    }
    Conversations::iterator oldest() {
        return std::min_element(all_.begin(), all_.end(), [](auto& a, auto& b) { return a.updated[0] < b.updated[0]; });
    }

    void end(Conversations::iterator one, EndReason reason) {
        std::vector<Direction>& halves = one->halves;
        // All of them are TCP, and no port is below 1024.
        const auto asks = [](const Direction& of) { return (of.flags & 0x12) == 0x02; };
        const auto before = [&](const Direction& a, const Direction& b) {
            if (asks(a) != asks(b)) return asks(a);
            if (a.start_ns != b.start_ns) return a.start_ns < b.start_ns;
            return a.to_server && !b.to_server;
        };
        if (halves.size() == 2 && before(halves[1], halves[0])) std::swap(halves[0], halves[1]);
        ended_.emplace_back(static_cast<int>(reason), half(halves[0]),
                            halves.size() == 2 ? std::optional(half(halves[1])) : std::nullopt);
        all_.erase(one);
    }

    Conversations all_;
    std::uint64_t updates_ = 0;
    std::vector<Ended> ended_;
};

// Random records of both directions around a time that mostly goes on, sometimes jumps ahead, sometimes back.
class Traffic {
 public:
    // points: that each direction is seen at.
    Traffic(std::uint64_t seed, std::uint64_t points) : random_(seed), points_(points) {}

    Direction next() {
        now_ += below(4);
        if (below(2000) == 0) now_ += below(4 * kActive);
        if (below(2000) == 0) now_ -= std::min(now_, below(2 * kActive));
        Direction of;
        of.client = static_cast<std::uint8_t>(below(10) < 7 ? below(20) : below(200));
        of.to_server = below(2) == 0;
        of.point = static_cast<std::uint16_t>(below(points_) + (of.to_server ? 0 : 100));
        of.end_ns = now_ + below(50);
        of.start_ns = of.end_ns - std::min(of.end_ns, below(below(50) == 0 ? 2 * kActive : 300));
        of.packets = below(100);
        constexpr std::array<std::uint8_t, 4> kFlags = {0x02, 0x12, 0x11, 0x14};
        of.flags = below(20) == 0 ? kFlags[below(4)] : 0x10;
        return of;
    }

    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
    [[nodiscard]] std::uint64_t now() const { return now_; }

 private:
    std::mt19937_64 random_;
    std::uint64_t points_;
    std::uint64_t now_ = 1'000'000;
};

constexpr FlowCacheSettings kSettings{.active = std::chrono::nanoseconds(kActive),
                                      .idle = std::chrono::nanoseconds(kIdle),
                                      .end_on_tcp = true,
                                      .max_flows = kMaxFlows,
                                      .bidirectional = true};

TEST(BiflowCacheModel, AgreesOnAHundredThousandRandomRecords) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    Traffic traffic(seed, 1);
    Model model;
    std::vector<Ended> seen;
    std::size_t pairs = 0;
    FlowCache cache(layout().get(), kSettings, [&](const Record& record) {
        const auto reverse = record.reverse ? std::optional(half(direction_in(record.reverse))) : std::nullopt;
        seen.emplace_back(static_cast<int>(record.reason), half(direction_in(record.bytes)), reverse);
        pairs += record.reverse != nullptr;
    });
    const auto expect_same = [&](const char* when) {
        std::vector<Ended> expected = model.take();
        std::sort(expected.begin(), expected.end());
        std::sort(seen.begin(), seen.end());
        ASSERT_EQ(seen, expected) << when;
        ASSERT_EQ(cache.size(), model.size()) << when;
        seen.clear();
    };

    for (int i = 0; i < 100'000; ++i) {
        const Direction of = traffic.next();
        model.add(of);
        cache.add(bytes_of(of).data(), traffic.now());
        ASSERT_NO_FATAL_FAILURE(expect_same("after add"));
        if (traffic.below(50) != 0) continue;
        model.advance(traffic.now());
        cache.advance(traffic.now());
        ASSERT_NO_FATAL_FAILURE(expect_same("after advance"));
    }
    model.flush();
    cache.flush();
    expect_same("after flush");

    EXPECT_GT(pairs, 1000U);
    for (const EndReason reason : {EndReason::idle, EndReason::active, EndReason::end, EndReason::resources})
        EXPECT_GT(cache.exported(reason), 0U) << "the traffic never led to reason " << static_cast<int>(reason);
}

// Which of several points are joined is not told; that every packet is in one flow, and partners are directions of one conversation.
TEST(BiflowCacheModel, LosesNothingWhereDirectionsAreSeenAtSeveralPoints) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    Traffic traffic(seed, 3);
    std::uint64_t added = 0, ended = 0;
    std::size_t pairs = 0;
    FlowCache cache(layout().get(), kSettings, [&](const Record& record) {
        const Direction forward = direction_in(record.bytes);
        ended += forward.packets;
        if (record.reverse == nullptr) return;
        const Direction reverse = direction_in(record.reverse);
        ended += reverse.packets;
        ++pairs;
        ASSERT_TRUE(forward.is_partner(reverse));
    });

    for (int i = 0; i < 100'000; ++i) {
        const Direction of = traffic.next();
        added += of.packets;
        cache.add(bytes_of(of).data(), traffic.now());
        if (traffic.below(50) == 0) cache.advance(traffic.now());
    }
    cache.flush();

    EXPECT_EQ(ended, added);
    EXPECT_EQ(cache.size(), 0U);
    EXPECT_GT(pairs, 1000U);
}

}  // namespace
}  // namespace exporter
