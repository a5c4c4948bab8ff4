// SPDX-License-Identifier: Apache-2.0
// When the cache ends flows, to the nanosecond. CollectingCache has active 100 ns, idle 30 ns.
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
using ::testing::ElementsAre;
using testing::Ended;
using testing::field;
using ::testing::IsEmpty;
using testing::TestLayout;

TEST(FlowCacheTimeouts, IdleTimeoutHoldsToTheNanosecond) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1020});

    cache->advance(1049);
    EXPECT_THAT(cache.take(), IsEmpty());
    cache->advance(1050);

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 1, .start_ns = 1000, .end_ns = 1020}, EndReason::idle}));
    EXPECT_EQ(cache->exported(EndReason::idle), 1U);
}

TEST(FlowCacheTimeouts, ActiveTimeoutHoldsToTheNanosecond) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1090});

    cache->advance(1099);
    EXPECT_THAT(cache.take(), IsEmpty());
    cache->advance(1100);

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 1, .start_ns = 1000, .end_ns = 1090}, EndReason::active}));
    EXPECT_EQ(cache->exported(EndReason::active), 1U);
}

TEST(FlowCacheTimeouts, AFlowThatIsAlreadyTooLongEndsWhateverTheTime) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1099});
    cache.add({.id = 2, .start_ns = 1000, .end_ns = 1100});

    cache->advance(0);

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 2, .start_ns = 1000, .end_ns = 1100}, EndReason::active}));
}

TEST(FlowCacheTimeouts, TheTimeoutThatCameFirstGivesTheReason) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1069});  // idle at 1099, active at 1100
    cache.add({.id = 2, .start_ns = 1000, .end_ns = 1071});  // idle at 1101
    cache.add({.id = 3, .start_ns = 1000, .end_ns = 1070});  // both at 1100

    cache->advance(5000);

    EXPECT_THAT(cache.take(),
                ::testing::UnorderedElementsAre(Ended{{.id = 1, .start_ns = 1000, .end_ns = 1069}, EndReason::idle},
                                                Ended{{.id = 2, .start_ns = 1000, .end_ns = 1071}, EndReason::active},
                                                Ended{{.id = 3, .start_ns = 1000, .end_ns = 1070}, EndReason::idle}));
}

TEST(FlowCacheTimeouts, AnUpdatePutsOffTheIdleTimeout) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1000});
    cache.add({.id = 1, .start_ns = 1029, .end_ns = 1029});

    cache->advance(1058);
    EXPECT_THAT(cache.take(), IsEmpty());
    cache->advance(1059);

    EXPECT_EQ(cache->exported(EndReason::idle), 1U);
}

TEST(FlowCacheTimeouts, FindsTimedOutFlowsThatArrivedInNoOrderOfTime) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1025, .end_ns = 1025});
    cache.add({.id = 2, .start_ns = 1000, .end_ns = 1000});

    cache->advance(1030);

    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 2, .start_ns = 1000, .end_ns = 1000}, EndReason::idle}));
}

TEST(FlowCacheTimeouts, ASilenceAsLongAsTheIdleTimeoutSplitsAFlow) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1010});
    cache.add({.id = 1, .start_ns = 1039, .end_ns = 1040});
    EXPECT_THAT(cache.take(), IsEmpty());

    cache.add({.id = 1, .start_ns = 1070, .end_ns = 1075});

    EXPECT_THAT(cache.take(),
                ElementsAre(Ended{{.id = 1, .start_ns = 1000, .end_ns = 1040, .packets = 2, .octets = 200}, EndReason::idle}));
    EXPECT_EQ(cache->size(), 1U);
    cache->flush();
    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 1, .start_ns = 1070, .end_ns = 1075}, EndReason::forced}));
}

TEST(FlowCacheTimeouts, ARecordBehindTheActiveTimeoutStartsANewFlow) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1080});
    cache.add({.id = 1, .start_ns = 1099, .end_ns = 1099});
    EXPECT_THAT(cache.take(), IsEmpty());

    cache.add({.id = 1, .start_ns = 1100, .end_ns = 1105});

    EXPECT_THAT(cache.take(),
                ElementsAre(Ended{{.id = 1, .start_ns = 1000, .end_ns = 1099, .packets = 2, .octets = 200}, EndReason::active}));
    EXPECT_EQ(cache->size(), 1U);
}

TEST(FlowCacheTimeouts, AFlowStretchedByARecordEndsBeforeTheNextRecord) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1080});
    cache.add({.id = 1, .start_ns = 1090, .end_ns = 1100});
    EXPECT_THAT(cache.take(), IsEmpty());

    cache.add({.id = 1, .start_ns = 1095, .end_ns = 1101});

    EXPECT_THAT(cache.take(),
                ElementsAre(Ended{{.id = 1, .start_ns = 1000, .end_ns = 1100, .packets = 2, .octets = 200}, EndReason::active}));
}

TEST(FlowCacheTimeouts, TimeMayRunBackwards) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1000});
    cache.add({.id = 1, .start_ns = 980, .end_ns = 980});
    cache->advance(0);
    cache->advance(1029);
    EXPECT_THAT(cache.take(), IsEmpty());

    cache->advance(500);
    cache->advance(1030);

    EXPECT_THAT(cache.take(),
                ElementsAre(Ended{{.id = 1, .start_ns = 980, .end_ns = 1000, .packets = 2, .octets = 200}, EndReason::idle}));
}

TEST(FlowCacheTimeouts, AnEarlierStartBringsTheActiveTimeoutForward) {
    Cache cache;
    for (const std::uint64_t at : {1000U, 1025U, 1050U, 1075U}) cache.add({.id = 1, .start_ns = at, .end_ns = at});
    cache.add({.id = 1, .start_ns = 990, .end_ns = 992});

    cache->advance(1089);
    EXPECT_THAT(cache.take(), IsEmpty());
    cache->advance(1090);

    EXPECT_EQ(cache->exported(EndReason::active), 1U);
}

TEST(FlowCacheTimeouts, TimesNearTheEndOfTheRangeNeverWrap) {
    Cache cache;
    constexpr std::uint64_t kEnd = UINT64_MAX;
    cache.add({.id = 1, .start_ns = kEnd - 5, .end_ns = kEnd - 5});
    cache.add({.id = 2, .start_ns = 0, .end_ns = 0});

    cache->advance(29);

    EXPECT_THAT(cache.take(), IsEmpty());
    cache->advance(kEnd);
    EXPECT_THAT(cache.take(), ElementsAre(Ended{{.id = 2, .start_ns = 0, .end_ns = 0}, EndReason::idle}));
}

TEST(FlowCacheTimeouts, FindsFlowsFarBeyondTheUsualDeadlines) {
    Cache cache;
    cache.add({.id = 1, .start_ns = 1'000'000'000, .end_ns = 1'000'000'000});
    for (std::uint64_t now = 0; now < 1'000'000'000; now += 99'999'999) cache->advance(now);
    cache->advance(1'000'000'029);
    EXPECT_THAT(cache.take(), IsEmpty());

    cache->advance(1'000'000'030);

    EXPECT_EQ(cache->exported(EndReason::idle), 1U);
}

TEST(FlowCacheTimeouts, ZeroTimeoutsNeverEndAFlow) {
    Cache cache({.active = nanoseconds(0), .idle = nanoseconds(0)});
    cache.add({.id = 1, .start_ns = 1000, .end_ns = 1000});
    cache.add({.id = 1, .start_ns = UINT64_MAX - 1, .end_ns = UINT64_MAX});

    cache->advance(UINT64_MAX);

    EXPECT_THAT(cache.take(), IsEmpty());
    EXPECT_EQ(cache->size(), 1U);
}

TEST(FlowCacheTimeouts, EitherTimeoutWorksAlone) {
    Cache idle({.active = nanoseconds(0), .idle = nanoseconds(30)});
    Cache active({.active = nanoseconds(100), .idle = nanoseconds(0)});
    for (std::uint64_t at = 0; at < 500; at += 29) idle.add({.id = 1, .start_ns = at, .end_ns = at});
    active.add({.id = 1, .start_ns = 0, .end_ns = 0});

    idle->advance(522);
    active->advance(99);
    EXPECT_THAT(idle.take(), IsEmpty());
    EXPECT_THAT(active.take(), IsEmpty());
    idle->advance(523);
    active->advance(100);

    EXPECT_EQ(idle->exported(EndReason::idle), 1U);
    EXPECT_EQ(active->exported(EndReason::active), 1U);
}

// Layouts without one or both times: only packets are counted, and the given fields.
class Untimed {
 public:
    explicit Untimed(std::initializer_list<bpf::Feature> value)
        : layout_({}, value),
          cache_(layout_.get(), {.active = nanoseconds(100), .idle = nanoseconds(30)},
                 [this](const Record& record) { reasons_.push_back(record.reason); }) {}

    void add(std::uint64_t now_ns, std::uint64_t time_ns = 0) {
        cache_.add(testing::Bytes(layout_.get()).put(8, time_ns).data(), now_ns);
    }
    std::vector<EndReason> advance(std::uint64_t now_ns) {
        cache_.advance(now_ns);
        return std::exchange(reasons_, {});
    }

 private:
    TestLayout layout_;
    std::vector<EndReason> reasons_;
    FlowCache cache_;
};

TEST(FlowCacheTimeouts, WithoutTimesTheTimeOfAddingCounts) {
    Untimed cache({field("IN_PKTS", Type::u64, Role::sum)});
    cache.add(1000);
    cache.add(1020);

    EXPECT_THAT(cache.advance(1049), IsEmpty());
    EXPECT_THAT(cache.advance(1050), ElementsAre(EndReason::idle));

    for (std::uint64_t now = 2000; now <= 2090; now += 10) cache.add(now);
    EXPECT_THAT(cache.advance(2099), IsEmpty());
    EXPECT_THAT(cache.advance(2100), ElementsAre(EndReason::active));
}

TEST(FlowCacheTimeouts, WithAnEndOnlyTheFlowStartsAtTheFirstEnd) {
    Untimed cache({field("FLOW_END_MILLISECONDS", Type::time_ns, Role::max)});
    for (std::uint64_t end = 1000; end <= 1080; end += 20) cache.add(end + 5, end);

    EXPECT_THAT(cache.advance(1099), IsEmpty());
    EXPECT_THAT(cache.advance(1100), ElementsAre(EndReason::active));
}

TEST(FlowCacheTimeouts, WithAStartOnlyTheFlowIsAliveWhenItIsAdded) {
    Untimed cache({field("FLOW_START_MILLISECONDS", Type::time_ns, Role::min)});
    cache.add(1010, 1000);
    cache.add(1040, 1031);

    EXPECT_THAT(cache.advance(1069), IsEmpty());
    EXPECT_THAT(cache.advance(1070), ElementsAre(EndReason::idle));
}

}  // namespace
}  // namespace exporter
