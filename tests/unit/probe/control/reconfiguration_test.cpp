// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/control/reconfiguration.hpp"

namespace probe {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using Step = Reconfiguration::Step;
using Kind = Reconfiguration::Action::Kind;

constexpr const char* kNames[] = {"plan", "compile", "load", "check", "attach", "swap", "wait", "drain", "hand over", "detach"};

// Carries out what it is told, one millisecond a step, and writes down what that was.
class Driver {
 public:
    explicit Driver(Changes changes = {}) : changes_(std::move(changes)) {}

    void request(std::uint64_t ticket) { machine_.request(ticket, now_); }
    void fail_at(Step step, std::string why) {
        failing_ = step;
        why_ = std::move(why);
    }

    // Until there is nothing to do.
    std::vector<std::string> run() {
        std::vector<std::string> did;
        for (;;) {
            Reconfiguration::Action action = machine_.next();
            const std::string name = kNames[static_cast<std::size_t>(action.step)];
            switch (action.kind) {
                case Kind::idle: return did;
                case Kind::wait: did.emplace_back("?"); return did;
                case Kind::give_up: did.push_back("give up: " + action.result.error().message); return did;
                case Kind::undo: did.push_back("undo " + name); break;
                case Kind::report:
                    did.push_back("report " + std::to_string(action.ticket) +
                                  (action.result ? "" : ": " + action.result.error().message));
                    result_ = std::move(action.result);
                    break;
                case Kind::perform:
                    did.push_back(name);
                    perform(action.step);
                    break;
            }
        }
    }

    Reconfiguration& machine() { return machine_; }
    [[nodiscard]] const Result<Outcome>& result() const { return result_; }

 private:
    void perform(Step step) {
        EXPECT_EQ(machine_.next().kind, Kind::wait);  // one step at a time
        now_ += 1ms;
        if (failing_ == step) {
            failing_.reset();
            return machine_.failed(Error{why_, {}, 0, 0}, now_);
        }
        if (step == Step::plan) return machine_.planned(changes_, now_);
        if (step == Step::swap) return machine_.swapped(now_ - 400us, now_);
        machine_.done(now_);
    }

    Reconfiguration machine_;
    Changes changes_;
    Reconfiguration::Time now_{};
    std::optional<Step> failing_;
    std::string why_;
    Result<Outcome> result_{};
};

Changes of_everything() {
    return {.settings = {"fields"}, .program = true, .flows = true, .collectors = true, .interfaces = true, .carries = true};
}

TEST(Reconfiguration, DoesNothingUnasked) { EXPECT_EQ(Driver().run(), std::vector<std::string>()); }

TEST(Reconfiguration, TakesEveryStepInItsOrder) {
    Driver driver(of_everything());
    driver.request(7);

    EXPECT_THAT(driver.run(), ElementsAre("plan", "compile", "load", "check", "attach", "swap", "wait", "drain", "hand over",
                                          "detach", "report 7"));
    ASSERT_TRUE(driver.result());
    EXPECT_THAT(driver.result()->changed, ElementsAre("fields"));
    EXPECT_TRUE(driver.result()->program);
    EXPECT_TRUE(driver.result()->carried);
}

TEST(Reconfiguration, TellsHowLongItTook) {
    Driver driver(of_everything());
    driver.request(1);
    (void)driver.run();

    const Outcome& outcome = *driver.result();
    EXPECT_EQ(outcome.until_swap, 6ms);  // plan, compile, load, check, attach, swap
    EXPECT_EQ(outcome.until_packet, 5600us);
    EXPECT_EQ(outcome.planning, 1ms);
    EXPECT_EQ(outcome.compiling, 1ms);
    EXPECT_EQ(outcome.loading, 1ms);
    EXPECT_EQ(outcome.swapping, 1ms);
    EXPECT_EQ(outcome.waiting, 1ms);
    EXPECT_EQ(outcome.all, 10ms);
}

TEST(Reconfiguration, LeavesTheProgramWhereOnlyTimeoutsChange) {
    Driver driver({.settings = {"idle"}, .flows = true});
    driver.request(1);

    EXPECT_THAT(driver.run(), ElementsAre("plan", "check", "hand over", "report 1"));
    EXPECT_FALSE(driver.result()->program);
    EXPECT_EQ(driver.result()->until_swap, 0ms);
    EXPECT_FALSE(driver.result()->until_packet);
}

TEST(Reconfiguration, AttachesBeforeItDetaches) {
    Driver driver({.settings = {"interface"}, .interfaces = true});
    driver.request(1);

    EXPECT_THAT(driver.run(), ElementsAre("plan", "check", "attach", "hand over", "detach", "report 1"));
}

TEST(Reconfiguration, EndsAfterThePlanWhereNothingChanges) {
    Driver driver;
    driver.request(3);

    EXPECT_THAT(driver.run(), ElementsAre("plan", "report 3"));
    EXPECT_TRUE(driver.result()->changed.empty());
    EXPECT_EQ(driver.machine().counters().done, 1U);
}

TEST(Reconfiguration, ReportsARefusalAndUndoesNothingBeforeAnythingIsDone) {
    for (const Step step : {Step::plan, Step::compile, Step::load, Step::check}) {
        Driver driver(of_everything());
        driver.fail_at(step, "no such field");
        driver.request(1);

        const std::vector<std::string> did = driver.run();

        EXPECT_EQ(did.back(), "report 1: no such field");
        EXPECT_EQ(did[did.size() - 2], kNames[static_cast<std::size_t>(step)]);
        EXPECT_EQ(driver.machine().counters().failed, 1U);
        EXPECT_EQ(driver.machine().counters().done, 0U);
        EXPECT_EQ(driver.machine().counters().last_error, "no such field");
    }
}

TEST(Reconfiguration, UndoesTheLatestStepFirst) {
    Driver driver(of_everything());
    driver.fail_at(Step::swap, "busy");
    driver.request(1);

    EXPECT_THAT(driver.run(),
                ElementsAre("plan", "compile", "load", "check", "attach", "swap", "undo attach", "undo check", "report 1: busy"));
}

TEST(Reconfiguration, GivesUpWhereThereIsNoWayBack) {
    Driver driver(of_everything());
    driver.fail_at(Step::drain, "broken");
    driver.request(1);

    EXPECT_EQ(driver.run().back(), "give up: broken");
}

TEST(Reconfiguration, CarriesOutRequestsOneAfterTheOther) {
    Driver driver({.settings = {"idle"}, .flows = true});
    driver.request(1);
    driver.request(2);
    driver.fail_at(Step::check, "no");

    EXPECT_THAT(driver.run(), ElementsAre("plan", "check", "report 1: no", "plan", "check", "hand over", "report 2"));
    EXPECT_EQ(driver.machine().counters().failed, 1U);
    EXPECT_EQ(driver.machine().counters().done, 1U);
}

TEST(Reconfiguration, WaitsForTheStepThatIsBeingTaken) {
    Reconfiguration machine;
    machine.request(1, {});
    EXPECT_EQ(machine.next().kind, Kind::perform);
    machine.request(2, {});
    EXPECT_EQ(machine.next().kind, Kind::wait);
    machine.planned({}, {});
    EXPECT_EQ(machine.next().ticket, 1U);
    EXPECT_EQ(machine.next().kind, Kind::perform);
}

}  // namespace
}  // namespace probe
