// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "probe/interfaces/roster.hpp"
#include "tests/unit/probe/interfaces/machine.hpp"

namespace probe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A roster, and somebody who does what it says: "attach eth0", "detach eth0: eth0 is gone".
class Story {
 public:
    explicit Story(std::vector<std::string> words, Stacked stacked = Stacked::lowest)
        : roster(*Selection::make(std::move(words), stacked)) {}

    std::vector<std::string> see(const Device& device) {
        roster.see({device.link(), false});
        return decide();
    }
    std::vector<std::string> gone(std::uint32_t index) {
        roster.see({Device{index, "whatever"}.link(), true});
        return decide();
    }
    std::vector<std::string> decide() {
        static constexpr const char* kNames[] = {"attach", "detach", "reattach", "rename", "say"};
        std::vector<std::string> done;
        for (const Action& action : roster.decide()) {
            done.push_back(std::string(kNames[static_cast<int>(action.kind)]) + " " + action.link.name +
                           (action.why.empty() ? "" : ": " + action.why));
            if (action.kind == Action::Kind::detach) attached.erase(action.link.index);
            if (action.kind != Action::Kind::attach && action.kind != Action::Kind::reattach) continue;
            if (refusals.contains(action.link.index)) {
                news = roster.failed(action.link.index, refusals.at(action.link.index));
            } else {
                roster.attached(action.link.index, second_best);
                attached.insert(action.link.index);
            }
        }
        return done;
    }

    Roster roster;
    std::set<std::uint32_t> attached;
    std::map<std::uint32_t, std::string> refusals;  // index and reason: attaching there fails
    bool second_best = false, news = false;
};

TEST(Roster, AttachesWhatIsNamedWhenItComesAndAgainWhenItComesBack) {
    Story story({"eth0"});

    EXPECT_THAT(story.decide(), IsEmpty());
    EXPECT_THAT(story.roster.missing(), ElementsAre("eth0"));
    EXPECT_THAT(story.see({2, "eth0"}), ElementsAre("attach eth0"));
    EXPECT_THAT(story.see({3, "eth1"}), IsEmpty());
    EXPECT_THAT(story.roster.missing(), IsEmpty());
    EXPECT_THAT(story.gone(2), ElementsAre("detach eth0: eth0 is gone; it is metered again when it comes back"));
    EXPECT_THAT(story.see({9, "eth0"}), ElementsAre("attach eth0"));
}

TEST(Roster, AttachesWhatIsNamedEvenIfItIsDown) {
    Story story({"eth0"});

    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .up = false}), ElementsAre("attach eth0"));
    EXPECT_THAT(story.roster.remarks(2),
                ElementsAre("eth0 is down: nothing is metered there until it is up (ip link set dev eth0 up)"));
}

TEST(Roster, AttachesWhatAPatternChoosesWhenItIsUpAndKeepsItWhileItIsDown) {
    Story story({"eth*"});

    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .up = false}), IsEmpty());
    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .up = true}), ElementsAre("attach eth0"));
    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .up = false}),
                ElementsAre("say eth0: eth0 is down: nothing is metered there until it is up (ip link set dev eth0 up)"));
    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .up = true}), IsEmpty());
    EXPECT_THAT(story.gone(2), ElementsAre("detach eth0: eth0 is gone"));
}

TEST(Roster, FollowsAnInterfaceToANameThatIsChosenToo) {
    Story story({"eth*"});
    (void)story.see({2, "eth0"});

    EXPECT_THAT(story.see({2, "eth7"}), ElementsAre("rename eth7: eth0 is called eth7 now"));
    EXPECT_THAT(story.see({2, "wan"}),
                ElementsAre("detach wan: eth7 is called wan now, which was not asked for: it is not metered any more"));
    EXPECT_THAT(story.see({2, "eth1"}), ElementsAre("attach eth1"));
}

TEST(Roster, TakesANameForTheInterfaceThatHasItNow) {
    Story story({"eth0"});
    (void)story.see({2, "eth0"});
    (void)story.see({3, "eth1"});

    EXPECT_THAT(story.see({2, "old"}),
                ElementsAre("detach old: eth0 is called old now, which was not asked for: it is not metered "
                            "any more; another eth0 is waited for"));
    EXPECT_THAT(story.see({3, "eth0"}), ElementsAre("attach eth0"));
}

TEST(Roster, TriesAFailureAgainWhenItsInterfaceChangesOrWhenToldTo) {
    Story story({"eth0"});
    story.refusals[2] = "occupied";

    EXPECT_THAT(story.see({2, "eth0"}), ElementsAre("attach eth0"));
    EXPECT_TRUE(story.news);
    EXPECT_THAT(story.see({2, "eth0"}), IsEmpty());  // the same again: nothing has changed
    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .mtu = 1400}), ElementsAre("attach eth0"));
    EXPECT_FALSE(story.news);
    story.refusals[2] = "too large";
    story.roster.try_again();
    EXPECT_THAT(story.decide(), ElementsAre("attach eth0"));
    EXPECT_TRUE(story.news);
    EXPECT_THAT(story.decide(), IsEmpty());
    story.refusals.clear();
    for (int call = 0; call < 2; call++) story.roster.try_again();
    EXPECT_THAT(story.decide(), ElementsAre("attach eth0"));
    story.roster.try_again();
    EXPECT_THAT(story.decide(), IsEmpty());
}

TEST(Roster, TriesAFailureAgainEverMoreSeldom) {
    Story story({"eth0"});
    story.refusals[2] = "occupied";
    (void)story.see({2, "eth0"});

    std::string tried;
    for (int call = 1; call <= 200; call++) {
        story.roster.try_again();
        if (!story.decide().empty()) tried += std::to_string(call) + " ";
    }

    EXPECT_EQ(tried, "1 3 7 15 31 63 127 191 ");
}

TEST(Roster, AttachesAgainWhatWasLost) {
    Story story({"eth0"});
    (void)story.see({2, "eth0"});

    story.roster.lost(2);

    EXPECT_THAT(story.decide(), ElementsAre("attach eth0"));
}

TEST(Roster, AttachesAnewForASmallerMtuIfNativeWasWanted) {
    Story story({"eth0"});
    story.second_best = true;
    (void)story.see({.index = 2, .name = "eth0", .mtu = 9000});

    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .mtu = 9500}), IsEmpty());
    story.second_best = false;
    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .mtu = 1500}), ElementsAre("reattach eth0"));
    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .mtu = 1400}), IsEmpty());
}

TEST(Roster, MovesToTheLowestWhenInterfacesAreStacked) {
    Story story({"any"});
    EXPECT_THAT(story.see({.index = 4, .name = "bond0", .kind = "bond"}), ElementsAre("attach bond0"));

    EXPECT_THAT(story.see({.index = 2, .name = "eth0", .master = 4}),
                ElementsAre("detach bond0: bond0 is not metered any more: what it lies on is", "attach eth0"));
    EXPECT_THAT(story.gone(2), ElementsAre("detach eth0: eth0 is gone", "attach bond0"));
}

TEST(Roster, FindsWhatItMissedInAFullList) {
    Story story({"any"});
    for (std::uint32_t index : {2U, 3U}) (void)story.see({index, "eth" + std::to_string(index)});

    story.roster.see_all({Device{3, "eth3"}.link(), Device{4, "eth4"}.link()});

    EXPECT_THAT(story.decide(), ElementsAre("detach eth2: eth2 is gone", "attach eth4"));
}

TEST(Roster, AttachesInTheOrderOfTheNames) {
    Story story({"eth*", "wan", "eth3"});

    story.roster.see_all({Device{2, "eth2"}.link(), Device{3, "eth3"}.link(), Device{4, "wan"}.link(), Device{5, "eth5"}.link()});

    EXPECT_THAT(story.decide(), ElementsAre("attach wan", "attach eth3", "attach eth2", "attach eth5"));
}

TEST(Roster, TellsAnInterfaceFromALaterOneOfTheSameIndex) {
    Story story({"eth0"});
    (void)story.see({2, "eth0"});

    story.roster.see({Device{2, "eth0"}.link(), true});
    story.roster.see({Device{2, "eth0"}.link(), false});

    EXPECT_THAT(story.decide(), ElementsAre("detach eth0: eth0 is gone; it is metered again when it comes back", "attach eth0"));
}

TEST(Roster, SaysWhatIsCountedTwice) {
    Story story({"eth0", "eth0.5"});
    (void)story.see({2, "eth0"});

    (void)story.see({.index = 3, .name = "eth0.5", .kind = "vlan", .lower = 2});

    EXPECT_THAT(story.roster.remarks(3),
                ElementsAre("eth0.5 and eth0 lie on each other, so that their packets are counted twice: "
                            "name the lowest of them alone"));
}

// Whatever happens, what is attached in the end is what a start would attach, as long as nothing goes down.
TEST(Roster, EndsAsAStartWouldHaveBegun) {
    std::mt19937 random(20261120);
    const auto pick = [&](std::uint32_t most) { return std::uniform_int_distribution<std::uint32_t>(0, most)(random); };
    for (int round = 0; round < 50; round++) {
        Story story({"eth1", "eth[2-4]", "wan*"});
        Links now;
        for (int event = 0; event < 40; event++) {
            const std::uint32_t index = 2 + pick(5);
            if (pick(3) == 0) {
                now.erase(index);
                story.roster.see({Device{index, "whatever"}.link(), true});
            } else {
                const Device device{.index = index,
                                    .name = (pick(1) ? "eth" : "wan") + std::to_string(index - 1),
                                    .master = pick(1) ? 0 : 2 + pick(5)};
                now.insert_or_assign(index, device.link());
                story.roster.see({device.link(), false});
            }
            if (pick(2) == 0) (void)story.decide();  // events come one by one, or many at once
        }
        (void)story.decide();

        EXPECT_EQ(story.attached, story.roster.selection().metered(now)) << "round " << round;
    }
}

}  // namespace
}  // namespace probe
