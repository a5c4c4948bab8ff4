// SPDX-License-Identifier: Apache-2.0
// Each flow to one of several collectors, or to all.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <map>

#include "tests/unit/exporter/loopback.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using testing::LoopbackCollector;

constexpr std::uint8_t kFlows = 60;

class ExporterBalanceTest : public testing::LoopbackTest {
 protected:
    ExporterBalanceTest() {
        for (auto& collector : collectors_) collector = std::make_unique<LoopbackCollector>(io_);
    }
    void make_all() { make({collectors_[0]->address(), collectors_[1]->address(), collectors_[2]->address()}); }
    void send_all() {
        for (std::uint8_t id = 0; id < kFlows; ++id) send(id);
        tick();
    }
    // Which collector each flow has reached; one that reached several is an error.
    [[nodiscard]] std::map<std::uint32_t, int> owners() {
        std::map<std::uint32_t, int> owners;
        for (int i = 0; i < 3; ++i)
            for (const std::uint32_t source :
                 collectors_[static_cast<std::size_t>(i)] ? at(i).sources() : std::vector<std::uint32_t>())
                EXPECT_TRUE(owners.emplace(source, i).second) << source;
        return owners;
    }
    LoopbackCollector& at(int i) { return *collectors_[static_cast<std::size_t>(i)]; }
    void forget() {
        for (const auto& collector : collectors_)
            if (collector) collector->forget();
    }

    std::array<std::unique_ptr<LoopbackCollector>, 3> collectors_;
};

TEST_F(ExporterBalanceTest, WithoutItAllGetAll) {
    make_all();
    send_all();
    EXPECT_TRUE(eventually([&] {
        return std::all_of(collectors_.begin(), collectors_.end(),
                           [](const auto& one) { return one->sources().size() == kFlows; });
    }));
}

TEST_F(ExporterBalanceTest, EachFlowReachesOneCollectorAndAlwaysTheSame) {
    settings_.balance = true;
    make_all();
    send_all();
    EXPECT_TRUE(eventually([&] { return owners().size() == kFlows; }));
    const auto before = owners();
    for (int i = 0; i < 3; ++i) EXPECT_GT(at(i).sources().size(), kFlows / 6U) << i;
    forget();
    send_all();
    EXPECT_TRUE(eventually([&] { return owners().size() == kFlows; }));
    EXPECT_EQ(owners(), before);
}

TEST_F(ExporterBalanceTest, OnlyTheFlowsOfACollectorThatIsAwayMoveAndTheyReturn) {
    settings_.balance = true;
    make_all();
    send_all();
    EXPECT_TRUE(eventually([&] { return owners().size() == kFlows; }));
    const auto before = owners();
    const std::uint16_t port = at(1).address().port;
    collectors_[1].reset();
    // The refusal of one message is learnt of with the next.
    EXPECT_TRUE(eventually([&] {
        send_all();
        return report(1).state == CollectorState::unreachable;
    }));
    EXPECT_TRUE(eventually([&] { return report(0).counters.waiting + report(2).counters.waiting == 0; }));
    tick();
    forget();

    send_all();
    EXPECT_TRUE(eventually([&] { return owners().size() == kFlows; }));
    for (const auto& [source, owner] : owners()) {
        if (before.at(source) == 1)
            EXPECT_NE(owner, 1);
        else
            EXPECT_EQ(owner, before.at(source)) << source;
    }

    collectors_[1] = std::make_unique<LoopbackCollector>(io_, port);
    EXPECT_TRUE(eventually([&] { return report(1).state == CollectorState::reachable && report(1).counters.waiting == 0; }));
    tick();
    forget();
    send_all();
    EXPECT_TRUE(eventually([&] { return owners().size() == kFlows; }));
    EXPECT_EQ(owners(), before);
}

TEST_F(ExporterBalanceTest, IfAllAreAwayFlowsWaitForTheirOwn) {
    settings_.balance = true;
    make({{.host = "no such name", .port = 1}, {.host = "no such name", .port = 2}});
    EXPECT_TRUE(eventually(
        [&] { return report(0).state == CollectorState::unresolved && report(1).state == CollectorState::unresolved; }));
    tick();
    send_all();
    EXPECT_EQ(report(0).counters.waiting_flows + report(1).counters.waiting_flows, kFlows);
    EXPECT_GT(report(0).counters.waiting_flows, 0U);
    EXPECT_GT(report(1).counters.waiting_flows, 0U);
}

}  // namespace
}  // namespace exporter
