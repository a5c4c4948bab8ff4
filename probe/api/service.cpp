// SPDX-License-Identifier: Apache-2.0
#include "probe/api/service.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

#include "probe/api/own_thread.hpp"
#include "probe/api/problem.hpp"

namespace probe::api {

namespace asio = boost::asio;

Service::Service(asio::io_context& io, const Router& router, Backend& backend, EventLog& events)
    : io_(io),
      router_(router),
      backend_(backend),
      events_(events) {
    asio::post(pool_, [] { give_way_to_the_worker(); });
    events_.on_event([this] {
        asio::post(io_, [this] {
            for (const auto& listener : listeners_)
                if (const auto held = listener.lock()) held->on_events();
        });
    });
}

Service::~Service() {
    events_.on_event({});
    pool_.stop();
    pool_.join();
}

void Service::answer(const Request& request, Role role, std::function<void(Answer)> then) {
    const bool is_head = request.method == "HEAD";
    perform(router_.route(request, role), [then = std::move(then), is_head](Answer answer) {
        if (auto* response = std::get_if<Response>(&answer)) response->has_no_body = is_head || response->status == 204;
        if (is_head && std::holds_alternative<Listen>(answer))
            answer = Response{.status = 200, .content_type = "text/event-stream", .has_no_body = true};
        then(std::move(answer));
    });
}

void Service::perform(Task task, const Then& then) {
    if (auto* response = std::get_if<Response>(&task)) return then(std::move(*response));
    if (const auto* listen = std::get_if<Listen>(&task)) return then(*listen);
    if (const auto* work = std::get_if<Work>(&task)) return perform(*work, then);
    if (const auto* change = std::get_if<Change>(&task)) return perform(*change, then);
    if (auto* ask = std::get_if<Ask>(&task)) {
        if (!backend_.has_monitors()) return then(problem(501, "this probe has no monitors"));
        return backend_.ask(std::move(ask->run), [this, then](Task next) { perform(std::move(next), then); });
    }
    if (auto* observe = std::get_if<Observe>(&task))
        return backend_.observe(observe->measures, [this, then, next = std::move(observe->then)](const Backend::Seen& seen) {
            perform(next(*seen), then);
        });
    auto& search = std::get<Search>(task);
    const bool is_taken =
        backend_.search(std::move(search.query),
                        [this, then, next = std::move(search.then)](const Result<FlowPage>& page) { perform(next(page), then); });
    if (!is_taken) then(too_busy("too many searches for flows wait for each other; try again"));
}

void Service::perform(const Work& work, const Then& then) {
    if (work_ == kMostWork) return then(too_busy("too much work waits; try again"));
    work_++;
    asio::post(pool_, [this, run = work.run, then] {
        asio::post(io_, [this, task = run(), then] {
            work_--;
            perform(task, then);
        });
    });
}

void Service::perform(const Change& change, const Then& then) {
    if (!backend_.can_change())
        return then(problem(501, "this probe does not change its settings while it runs; edit its file and restart it, or add "
                                 "?dry_run=true to see what a change would do"));
    backend_.change(change.edit,
                    [this, then, next = change.then](const Result<probe::Outcome>& done) { perform(next(done), then); });
}

bool Service::add_listener(const std::weak_ptr<Listener>& listener) {
    std::erase_if(listeners_, [](const auto& one) { return one.expired(); });
    if (listeners_.size() == kMostListeners) return false;
    listeners_.push_back(listener);
    return true;
}

}  // namespace probe::api
