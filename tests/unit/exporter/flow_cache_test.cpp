// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "exporter/flow_cache.hpp"
#include "tests/unit/exporter/collecting_cache.hpp"
#include "tests/unit/exporter/layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using std::chrono::nanoseconds;
using Cache = testing::CollectingCache;
using testing::bytes_of;
using ::testing::ElementsAre;
using testing::Ended;
using testing::field;
using ::testing::IsEmpty;
using testing::TestLayout;

TEST(FlowCache, JoinsPartialRecordsOfOneFlow) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 10, .end_ns = 20, .packets = 2, .octets = 200, .tos = 4, .flags = 0x02});
    cache.add({.id = 1, .start_ns = 5, .end_ns = 12, .packets = 1, .octets = 50, .tos = 8, .flags = 0x10});
    cache.add({.id = 1, .start_ns = 25, .end_ns = 30, .packets = 3, .octets = 70, .tos = 0, .flags = 0x08});
    EXPECT_EQ(cache->size(), 1U);

    cache->flush();

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{1, 5, 30, 6, 320, 8, 0x1a}, EndReason::forced}));
    EXPECT_EQ(cache->size(), 0U);
}

TEST(FlowCache, KeepsFlowsOfDifferentKeysApart) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 10, .end_ns = 10});
    cache.add({.id = 2, .start_ns = 9, .end_ns = 11});

    cache->flush();

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 2, .start_ns = 9, .end_ns = 11}, EndReason::forced},
                                          Ended{{.id = 1, .start_ns = 10, .end_ns = 10}, EndReason::forced}));
}

TEST(FlowCache, FlushOrdersByStartThenKey) {
    Cache cache;
    for (const std::uint16_t id : std::initializer_list<std::uint16_t>{7, 3, 9, 1, 8}) {
        cache.add({.id = id, .start_ns = id > 7 ? 5U : 6U, .end_ns = 10});
    }

    cache->flush();

    std::vector<int> order;
    for (const Ended& ended : cache.take()) order.push_back(ended.flow.id);
    EXPECT_THAT(order, ElementsAre(8, 9, 1, 3, 7));
    EXPECT_EQ(cache->exported(EndReason::forced), 5U);
}

TEST(FlowCache, AFullCacheExportsTheFlowLeastRecentlyAddedTo) {
    Cache cache({.active = nanoseconds(100), .idle = nanoseconds(30), .max_flows = 3});
    for (const std::uint16_t id : std::initializer_list<std::uint16_t>{1, 2, 3, 1}) {
        cache.add({.id = id, .start_ns = 1000, .end_ns = 1000});
    }
    EXPECT_THAT(cache.take(), IsEmpty());

    cache.add({.id = 4, .start_ns = 1000, .end_ns = 1000});
    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 2, .start_ns = 1000, .end_ns = 1000}, EndReason::resources}));
    cache.add({.id = 5, .start_ns = 1000, .end_ns = 1000});
    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 3, .start_ns = 1000, .end_ns = 1000}, EndReason::resources}));
    cache.add({.id = 6, .start_ns = 1000, .end_ns = 1000});

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 1, .start_ns = 1000, .end_ns = 1000, .packets = 2, .octets = 200},
                                                EndReason::resources}));
    EXPECT_EQ(cache->size(), 3U);
    EXPECT_EQ(cache->exported(EndReason::resources), 3U);
}

TEST(FlowCache, AFullCacheStillJoinsKnownFlows) {
    Cache cache({.max_flows = 1});
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1000});
    cache.add({.id = 1, .start_ns = 1001, .end_ns = 1001});

    EXPECT_THAT(cache.take(), IsEmpty());
    EXPECT_EQ(cache->size(), 1U);
}

TEST(FlowCache, FinOrRstEndsAFlowAtOnce) {
    Cache cache({.end_on_tcp = true});
    cache.add({.id = 1, .start_ns = 1, .end_ns = 2, .flags = 0x12});
    cache.add({.id = 1, .start_ns = 3, .end_ns = 4, .flags = 0x11});
    cache.add({.id = 2, .start_ns = 5, .end_ns = 5, .flags = 0x04});

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{1, 1, 4, 2, 200, 0, 0x13}, EndReason::end},
                                          Ended{{.id = 2, .start_ns = 5, .end_ns = 5, .flags = 0x04}, EndReason::end}));
    EXPECT_EQ(cache->size(), 0U);
}

TEST(FlowCache, FinIsOnlyAFlagUnlessAskedFor) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1, .end_ns = 2, .flags = 0x01});

    EXPECT_THAT(cache.take(), IsEmpty());
}

TEST(FlowCache, ReadsFinFromTcpControlBitsOnTheWire) {
    const TestLayout layout({}, {field("tcpControlBits", Type::be16, Role::bit_or)});
    std::vector<EndReason> reasons;
    FlowCache cache(layout.get(), {.end_on_tcp = true}, [&](const Record& record) { reasons.push_back(record.reason); });

    cache.add(testing::Bytes(layout.get()).put_octets(8, {0x01, 0x10}).data(), 1);
    EXPECT_THAT(reasons, IsEmpty());
    cache.add(testing::Bytes(layout.get()).put_octets(8, {0x00, 0x11}).data(), 2);

    EXPECT_THAT(reasons, ElementsAre(EndReason::end));
}

TEST(FlowCache, EntriesAreUsedAgain) {
    Cache cache({.active = nanoseconds(100), .idle = nanoseconds(30), .max_flows = 2});
    for (std::uint64_t round = 0; round < 100; ++round) {
        const std::uint64_t at = 1000 * round;
        cache.add({.id = static_cast<std::uint16_t>(round), .start_ns = at, .end_ns = at});
        cache.add({.id = static_cast<std::uint16_t>(round + 500), .start_ns = at, .end_ns = at});
        cache->advance(at + 30);
        ASSERT_EQ(cache.take().size(), 2U);
    }

    EXPECT_EQ(cache->exported(EndReason::idle), 200U);
    EXPECT_EQ(cache->exported(EndReason::resources), 0U);
}

TEST(FlowCache, WorksAfterAFlush) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1000});
    cache->flush();
    cache.take();

    cache.add({.id = 1, .start_ns = 1001, .end_ns = 1001});
    cache->advance(1031);

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 1, .start_ns = 1001, .end_ns = 1001}, EndReason::idle}));
}

TEST(FlowCache, RecordsCarryTheLayoutAndTheContext) {
    Record seen{};
    FlowCache cache(testing::ipv4_layout(), {}, [&](const Record& record) { seen = record; });
    cache.set_context({.time_offset_ns = -7, .point = {.direction = 1}});
    cache.add(bytes_of({.id = 1}).data(), 0);

    cache.flush();

    EXPECT_EQ(seen.layout, &testing::ipv4_layout());
    EXPECT_EQ(seen.context.time_offset_ns, -7);
    EXPECT_EQ(seen.context.point.direction, 1);
}

TEST(FlowCache, RecordsCarryThePointThatTheirNumberStandsFor) {
    const testing::TestLayout layout({testing::field("observationPointId", bpf::Type::u16, bpf::Role::key)}, {});
    Points points({.input = true, .output = true, .direction = true});
    ASSERT_EQ(points.take({.input = 2}), 0);
    ASSERT_EQ(points.take({.output = 70'000, .direction = 1}), 1);
    std::vector<Point> seen;
    FlowCache cache(layout.get(), {}, [&](const Record& record) { seen.push_back(record.context.point); });
    cache.set_points(points);
    for (const std::uint16_t number : std::vector<std::uint16_t>{1, 0})
        cache.add(testing::Bytes(layout.get()).put(0, number).data(), 0);

    cache.flush();

    EXPECT_THAT(seen, ElementsAre(Point{.input = 2}, Point{.output = 70'000, .direction = 1}));
}

}  // namespace
}  // namespace exporter
