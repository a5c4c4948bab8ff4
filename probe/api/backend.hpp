// SPDX-License-Identifier: Apache-2.0
// Between requests, which come on one thread, and the worker, which meters on another. Whatever clients do, it asks the worker for
// little: many requests share one answer, searches go one after the other in small steps.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "probe/api/observation.hpp"
#include "probe/api/task.hpp"
#include "probe/control/reconfigure.hpp"
#include "probe/session/flow_search.hpp"
#include "probe/unique_fd.hpp"

namespace probe::api {

// What one attached program has run since it was loaded; the kernel counts while somebody has it enabled.
struct ProgramRuns {
    std::string interface, direction;
    std::uint64_t packets = 0, nanoseconds = 0;
};

// The worker, as it lets itself be asked on its own thread, between two snapshots.
struct Worker {
    boost::asio::io_context& io;
    std::function<Observation()> observe;
    std::function<Flows&()> flows;  // those of now
    std::function<std::vector<ProgramRuns>()> runs;
    Reconfigurable* reconfigurable = nullptr;        // null: it cannot change what it does
    std::function<monitor::Monitors*()> monitors{};  // of users; none: it has no room for them
};

// For the thread of `io`, which calls back there, each time once, unless one of the two threads ends before.
class Backend {
 public:
    using Seen = std::shared_ptr<const Observation>;

    // How old an answer may be that is given to others, too; with costs, how often they are measured at most, and for how long: then
    // each packet takes some 30 ns more.
    static constexpr std::chrono::milliseconds kFresh{100}, kFreshCost{1000}, kMeasured{100};
    static constexpr std::size_t kPlacesAStep = 4096, kMostSearches = 32;

    Backend(boost::asio::io_context& io, Worker worker) : io_(io), worker_(std::move(worker)), pause_(worker_.io) {}
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    ~Backend() = default;

    void observe(bool measures, std::function<void(Seen)> then);
    // False: too many searches wait; nothing is called.
    [[nodiscard]] bool search(FlowQuery query, std::function<void(Result<FlowPage>)> then);
    [[nodiscard]] bool can_change() const { return worker_.reconfigurable != nullptr; }
    [[nodiscard]] bool has_monitors() const { return worker_.monitors != nullptr; }
    void ask(std::function<Task(monitor::Monitors&)> run, std::function<void(Task)> then);
    void change(Reconfigurable::Edit edit, std::function<void(const Result<probe::Outcome>&)> then);

 private:
    using Clock = std::chrono::steady_clock;
    struct Asked {  // one kind of observation
        std::vector<std::function<void(Seen)>> waiting;
        Seen latest;
        Clock::time_point taken{};
    };
    struct Waiting {
        FlowQuery query;
        std::function<void(Result<FlowPage>)> then;
    };

    void deliver(Asked& asked, Seen seen);
    void next_search();
    // On the worker's thread.
    void measure();
    void finish_measuring(UniqueFd enabled, const std::vector<ProgramRuns>& before, std::string problem);
    void begin_search(const FlowQuery& query);
    void step();
    void finish_search(Result<FlowPage> page);

    boost::asio::io_context& io_;
    const Worker worker_;
    Asked plain_, measured_;
    std::deque<Waiting> searches_;                                // the first is under way
    const std::shared_ptr<int> alive_ = std::make_shared<int>();  // gone on the worker's thread: changes may end later

    // The worker's.
    boost::asio::steady_timer pause_;
    std::optional<FlowSearch> search_;
};

}  // namespace probe::api
