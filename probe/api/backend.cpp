// SPDX-License-Identifier: Apache-2.0
#include "probe/api/backend.hpp"

#include <boost/asio/post.hpp>
#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace probe::api {

namespace asio = boost::asio;

void Backend::observe(bool measures, std::function<void(Seen)> then) {
    Asked& asked = measures ? measured_ : plain_;
    if (asked.latest && Clock::now() - asked.taken < (measures ? kFreshCost : kFresh)) return then(asked.latest);
    asked.waiting.push_back(std::move(then));
    if (asked.waiting.size() > 1) return;
    asio::post(worker_.io, [this, measures] {
        if (measures) return measure();
        asio::post(io_, [this, seen = std::make_shared<const Observation>(worker_.observe())] { deliver(plain_, seen); });
    });
}

void Backend::deliver(Asked& asked, Seen seen) {
    asked.latest = std::move(seen);
    asked.taken = Clock::now();
    for (const auto& then : std::exchange(asked.waiting, {})) then(asked.latest);
}

// The programs' counters twice, some time apart, and in between the kernel counts. The worker does other things meanwhile.
void Backend::measure() {
    std::string problem;
    UniqueFd enabled(bpf_enable_stats(BPF_STATS_RUN_TIME));
    if (!enabled.is_open())
        problem = std::string("the kernel does not measure programs: ") + std::strerror(errno) +
                  "; it needs CAP_SYS_ADMIN, or `sysctl kernel.bpf_stats_enabled=1`";
    const auto timer = std::make_shared<asio::steady_timer>(worker_.io, kMeasured);
    // Who has the sysctl set needs no right of ours: so they are looked at anyhow.
    timer->async_wait([this, timer, before = worker_.runs(), problem,
                       enabled = std::make_shared<UniqueFd>(std::move(enabled))](const auto& error) {
        if (!error) finish_measuring(std::move(*enabled), before, problem);
    });
}

void Backend::finish_measuring(UniqueFd enabled, const std::vector<ProgramRuns>& before, std::string problem) {
    Cost cost;
    for (const ProgramRuns& now : worker_.runs()) {
        const auto then = std::find_if(before.begin(), before.end(), [&](const ProgramRuns& one) {
            return one.interface == now.interface && one.direction == now.direction;
        });
        // What was attached or replaced meanwhile begins at 0.
        const bool goes_on = then != before.end() && then->packets <= now.packets && then->nanoseconds <= now.nanoseconds;
        const ProgramRuns from = goes_on ? *then : ProgramRuns{};
        cost.programs.push_back({now.interface, now.direction, now.packets - from.packets, now.nanoseconds - from.nanoseconds});
        if (cost.programs.back().packets > 0) problem.clear();
    }
    enabled.reset();
    cost.problem = std::move(problem);
    Observation seen = worker_.observe();
    seen.cost = std::move(cost);
    asio::post(io_, [this, all = std::make_shared<const Observation>(std::move(seen))] { deliver(measured_, all); });
}

bool Backend::search(FlowQuery query, std::function<void(Result<FlowPage>)> then) {
    if (searches_.size() >= kMostSearches) return false;
    searches_.push_back({std::move(query), std::move(then)});
    if (searches_.size() == 1) next_search();
    return true;
}

void Backend::next_search() {
    asio::post(worker_.io, [this, query = searches_.front().query] { begin_search(query); });
}

void Backend::begin_search(const FlowQuery& query) {
    auto search = FlowSearch::make(query, worker_.flows());
    if (!search) return finish_search(tl::unexpected(search.error()));
    search_.emplace(std::move(*search));
    step();
}

// After each step the search rests for four times as long, so that it takes a fifth of the worker's time at most.
void Backend::step() {
    const auto begin = Clock::now();
    Flows& flows = worker_.flows();
    if (search_->step(flows, kPlacesAStep)) return finish_search(search_->page(flows));
    pause_.expires_after(4 * (Clock::now() - begin));
    pause_.async_wait([this](const auto& error) {
        if (!error) step();
    });
}

void Backend::finish_search(Result<FlowPage> page) {
    search_.reset();
    asio::post(io_, [this, page = std::move(page)] {
        const auto then = std::move(searches_.front().then);
        searches_.pop_front();
        if (!searches_.empty()) next_search();
        then(page);
    });
}

void Backend::ask(std::function<Task(monitor::Monitors&)> run, std::function<void(Task)> then) {
    asio::post(worker_.io, [this, run = std::move(run), then = std::move(then)] {
        asio::post(io_, [then, task = run(*worker_.monitors())] { then(task); });
    });
}

void Backend::change(Reconfigurable::Edit edit, std::function<void(const Result<probe::Outcome>&)> then) {
    const auto tell = [this, alive = std::weak_ptr(alive_), then = std::move(then)](const Result<probe::Outcome>& done) {
        if (alive.expired()) return;
        asio::post(io_, [this, done, then] {
            plain_.latest = measured_.latest = nullptr;  // who asks next sees the change
            then(done);
        });
    };
    worker_.reconfigurable->reconfigure(std::move(edit), tell);
}

}  // namespace probe::api
