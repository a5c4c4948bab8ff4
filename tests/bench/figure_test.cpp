// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/bench/figure.hpp"

namespace bench {

namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(Figure, WritesWhatAPlotNeedsOfEachPoint) {
    Figure figure("f9_test", "A test", "things");
    figure.add({"panel", "series", 10, "ms"}, 4);
    figure.add({"panel", "other", 10, "ms"}, 1);
    figure.add({"panel", "series", 10, "ms"}, 2);
    figure.judge({"at most 3", "2", true});

    const auto json = nlohmann::json::parse(figure.json());

    EXPECT_EQ(json["figure"], "f9_test");
    EXPECT_EQ(json["x"], "things");
    EXPECT_EQ(json["verdicts"], nlohmann::json::parse(R"([{"target": "at most 3", "figure": "2", "met": true}])"));
    ASSERT_THAT(json["points"], SizeIs(2));
    EXPECT_EQ(json["points"][0],
              nlohmann::json::parse(R"({"panel": "panel", "series": "series", "x": 10.0, "unit": "ms", "median": 3.0,
        "low": 2.0, "high": 4.0, "confidence": 0.5, "rounds": [4.0, 2.0]})"));
}

TEST(Figure, HasNoRoundsOfAPointThatIsNotThere) {
    Figure figure("f9_test", "A test", "things");
    figure.add({"panel", "series", 10, "ms"}, 4);

    EXPECT_THAT(figure.rounds("panel", "series", 10), ElementsAre(4));
    EXPECT_THAT(figure.rounds("panel", "series", 11), ElementsAre());
}

TEST(Interleave, VisitsEveryPointOnceARoundInChangingOrder) {
    std::vector<std::vector<std::size_t>> rounds;
    std::vector<std::size_t> visited;

    const auto done = interleave(4, 20, [&](std::size_t point) -> Result<> {
        visited.push_back(point);
        if (visited.size() == 20) rounds.push_back(std::exchange(visited, {}));
        return {};
    });

    ASSERT_TRUE(done);
    ASSERT_THAT(rounds, SizeIs(4));
    EXPECT_NE(rounds[0], rounds[1]);
    for (std::vector<std::size_t>& round : rounds) {
        std::sort(round.begin(), round.end());
        for (std::size_t i = 0; i < round.size(); i++) EXPECT_EQ(round[i], i);
    }
}

TEST(Interleave, EndsWithTheFirstFailure) {
    unsigned visits = 0;

    const auto done = interleave(4, 20, [&](std::size_t) -> Result<> {
        visits++;
        return fail("no");
    });

    EXPECT_FALSE(done);
    EXPECT_EQ(visits, 1U);
}

}  // namespace

}  // namespace bench
