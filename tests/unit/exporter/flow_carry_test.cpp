// SPDX-License-Identifier: Apache-2.0
// Flows that go on in a cache of another layout.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/flow_cache.hpp"
#include "tests/unit/exporter/collecting_cache.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using std::chrono::nanoseconds;
using testing::bytes_of;
using ::testing::ElementsAre;
using testing::Ended;
using testing::field;
using testing::Flow;
using ::testing::IsEmpty;
using testing::TestLayout;

constexpr FlowCacheSettings kTimeouts{.active = nanoseconds(100), .idle = nanoseconds(30)};

// The key of ipv4_layout(), with a key field more if asked for.
std::initializer_list<bpf::Feature> usual_key() {
    static const std::initializer_list<bpf::Feature> key = {
        field("USER_KEY", Type::u32, Role::key),       field("IPV4_SRC_ADDR", Type::ipv4, Role::key),
        field("IPV4_DST_ADDR", Type::ipv4, Role::key), field("L4_SRC_PORT", Type::be16, Role::key),
        field("L4_DST_PORT", Type::be16, Role::key),   field("PROTOCOL", Type::u8, Role::key)};
    return key;
}

// Packets, the shortest one and the ToS of the first one: two of them are not in ipv4_layout().
const bpf::Layout& other_layout() {
    static const TestLayout layout(usual_key(),
                                   {field("MIN_IP_PKT_LEN", Type::u16, Role::min), field("IN_PKTS", Type::u64, Role::sum),
                                    field("MIN_TTL", Type::u8, Role::first)});
    return layout.get();
}
constexpr std::size_t kShortest = 24, kPackets = 26, kTtl = 34;

testing::Bytes other_record(std::uint16_t id, std::uint64_t packets, std::uint16_t shortest, std::uint8_t ttl) {
    testing::Bytes bytes(64);
    std::memcpy(bytes.data(), bytes_of({.id = id}).data(), 24);
    return std::move(bytes.put(kShortest, shortest).put(kPackets, packets).put(kTtl, ttl));
}

struct Other {
    int id;
    std::uint64_t packets;
    int shortest, ttl;
    EndReason reason;
    friend bool operator==(const Other&, const Other&) = default;
};

class OtherCache {
 public:
    FlowCache cache{other_layout(), kTimeouts, [this](const Record& record) {
                        const std::byte* at = record.bytes;
                        ended.push_back({static_cast<int>(load_big_endian(at + 6, 2)), load<std::uint64_t>(at + kPackets),
                                         load<std::uint16_t>(at + kShortest), load<std::uint8_t>(at + kTtl), record.reason});
                    }};
    std::vector<Other> ended;
};

Carry carry(const bpf::Layout& from, const bpf::Layout& to) { return Carry::make(from, to).value(); }

TEST(FlowCarry, KeepsFlowsAsTheyAreWhereOnlyTimeoutsChange) {
    testing::CollectingCache before, after({.active = nanoseconds(100), .idle = nanoseconds(50)});
    before.add({.id = 1, .start_ns = 10, .end_ns = 20, .packets = 2, .octets = 200, .tos = 4, .flags = 0x02});

    before->carry_to(*after.operator->(), carry(testing::ipv4_layout(), testing::ipv4_layout()));
    EXPECT_EQ(before->size(), 0U);
    EXPECT_EQ(after->size(), 1U);
    after.add({.id = 1, .start_ns = 30, .end_ns = 40, .packets = 1, .octets = 50, .tos = 8, .flags = 0x10});
    after->advance(89);
    EXPECT_THAT(after.take(), IsEmpty());
    after->advance(90);

    EXPECT_THAT(before.take(), IsEmpty());
    EXPECT_THAT(after.take(), ElementsAre(Ended{{1, 10, 40, 3, 250, 4, 0x12}, EndReason::idle}));
}

TEST(FlowCarry, TakesFieldsThatAreNewFromTheNextRecord) {
    testing::CollectingCache before;
    OtherCache after;
    before.add({.id = 1, .start_ns = 10, .end_ns = 20, .packets = 5});

    before->carry_to(after.cache, carry(testing::ipv4_layout(), other_layout()));
    after.cache.add(other_record(1, 1, 60, 64).data(), 25);
    after.cache.add(other_record(1, 1, 90, 63).data(), 30);  // joined by the roles again
    after.cache.flush();

    EXPECT_THAT(after.ended, ElementsAre(Other{1, 7, 60, 64, EndReason::forced}));
}

TEST(FlowCarry, LeavesThemZeroWhereNoPacketFollows) {
    testing::CollectingCache before;
    OtherCache after;
    before.add({.id = 1, .start_ns = 10, .end_ns = 20, .packets = 5});

    before->carry_to(after.cache, carry(testing::ipv4_layout(), other_layout()));
    after.cache.advance(50);  // idle since 20: known although the new layout holds no times

    EXPECT_THAT(after.ended, ElementsAre(Other{1, 5, 0, 0, EndReason::idle}));
}

TEST(FlowCarry, FillsInTimesOfStartAndEnd) {
    OtherCache before;
    testing::CollectingCache after;
    before.cache.add(other_record(1, 3, 60, 64).data(), 17);

    before.cache.carry_to(*after.operator->(), carry(other_layout(), testing::ipv4_layout()));
    after.add({.id = 1, .start_ns = 20, .end_ns = 22, .packets = 1, .octets = 100, .tos = 9, .flags = 2});
    after->flush();

    EXPECT_THAT(after.take(), ElementsAre(Ended{{1, 17, 22, 4, 100, 9, 2}, EndReason::forced}));
}

// Merged with a 0 that means nothing, the shortest packet would be 0.
TEST(FlowCarry, ExportsFirstWhatLacksFieldsSinceTheLastTime) {
    testing::CollectingCache first, third;
    OtherCache second;
    first.add({.id = 1, .start_ns = 10, .end_ns = 20, .packets = 5});
    first.add({.id = 2, .start_ns = 10, .end_ns = 20, .packets = 5});
    first->carry_to(second.cache, carry(testing::ipv4_layout(), other_layout()));
    second.cache.add(other_record(2, 1, 60, 64).data(), 25);

    const Carry on = carry(other_layout(), testing::ipv4_layout());
    second.cache.end_uncarried(on);
    EXPECT_THAT(second.ended, ElementsAre(Other{1, 5, 0, 0, EndReason::forced}));
    second.cache.carry_to(*third.operator->(), on);
    third->flush();

    EXPECT_THAT(third.take(), ElementsAre(Ended{{2, 10, 25, 6, 0, 0, 0}, EndReason::forced}));
}

TEST(FlowCarry, ExportsNothingFirstWhereTheLayoutStays) {
    testing::CollectingCache first;
    OtherCache second, third;
    first.add({.id = 1, .start_ns = 10, .end_ns = 20, .packets = 5});
    first->carry_to(second.cache, carry(testing::ipv4_layout(), other_layout()));

    const Carry same = carry(other_layout(), other_layout());
    second.cache.end_uncarried(same);
    second.cache.carry_to(third.cache, same);
    third.cache.add(other_record(1, 1, 60, 64).data(), 25);
    third.cache.flush();

    EXPECT_THAT(second.ended, IsEmpty());
    EXPECT_THAT(third.ended, ElementsAre(Other{1, 6, 60, 64, EndReason::forced}));
}

TEST(FlowCarry, ExportsTheOldestWhereTheNewCacheHasLessRoom) {
    testing::CollectingCache before, after({.active = nanoseconds(100), .idle = nanoseconds(30), .max_flows = 1});
    before.add({.id = 1, .start_ns = 10, .end_ns = 20});
    before.add({.id = 2, .start_ns = 11, .end_ns = 21});

    before->carry_to(*after.operator->(), carry(testing::ipv4_layout(), testing::ipv4_layout()));

    EXPECT_THAT(after.take(), ElementsAre(Ended{{.id = 1, .start_ns = 10, .end_ns = 20}, EndReason::resources}));
    EXPECT_EQ(after->size(), 1U);
}

TEST(FlowCarry, IsNotPossibleWhereTheKeyIsAnother) {
    const TestLayout less({field("PROTOCOL", Type::u8, Role::key)}, {field("IN_PKTS", Type::u64, Role::sum)});
    const TestLayout wider({field("PROTOCOL", Type::u16, Role::key)}, {field("IN_PKTS", Type::u64, Role::sum)});

    EXPECT_FALSE(Carry::make(testing::ipv4_layout(), less.get()));
    EXPECT_FALSE(Carry::make(less.get(), testing::ipv4_layout()));
    EXPECT_FALSE(Carry::make(less.get(), wider.get()));
    EXPECT_TRUE(Carry::make(less.get(), less.get()));
}

// Both directions of a flow find each other again.
TEST(FlowCarry, KeepsDirectionsJoined) {
    FlowCacheSettings settings = kTimeouts;
    settings.bidirectional = true;
    std::vector<std::pair<bool, std::uint64_t>> ended;
    const auto sink = [&](const Record& record) {
        ended.emplace_back(record.reverse != nullptr, load<std::uint64_t>(record.bytes + 24));
    };
    FlowCache before(testing::ipv4_layout(), settings, sink), after(testing::ipv4_layout(), settings, sink);
    testing::Bytes there = bytes_of({.id = 1, .start_ns = 10, .end_ns = 20, .packets = 5});
    testing::Bytes back = bytes_of({.id = 1, .start_ns = 11, .end_ns = 21, .packets = 6});
    back.put_octets(4, {198, 51, 100, 7, 192, 0, 0, 1, 1, 187, 4, 0});
    before.add(there.data(), 20);
    before.add(back.data(), 21);
    ASSERT_EQ(before.size(), 1U);

    before.carry_to(after, carry(testing::ipv4_layout(), testing::ipv4_layout()));

    EXPECT_EQ(before.size(), 0U);
    EXPECT_EQ(after.size(), 1U);
    after.flush();
    EXPECT_THAT(ended, ElementsAre(std::pair(true, std::uint64_t{5})));
}

}  // namespace
}  // namespace exporter
