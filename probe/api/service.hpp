// SPDX-License-Identifier: Apache-2.0
// From a request to its answer: asks the router what it takes, and gets that from the backend. For the thread of `io`.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <vector>

#include "probe/api/backend.hpp"
#include "probe/api/event_log.hpp"
#include "probe/api/router.hpp"

namespace probe::api {

// A connection that is sent events; alive as long as somebody else holds it.
class Listener {
 public:
    Listener() = default;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    virtual ~Listener() = default;
    virtual void on_events() = 0;  // there are new ones
};

class Service {
 public:
    // Work that waits at most, and clients that listen to events.
    static constexpr std::size_t kMostWork = 16, kMostListeners = 64;

    // All must outlive this.
    Service(boost::asio::io_context& io, const Router& router, Backend& backend, EventLog& events);
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    ~Service();

    // Calls back once, perhaps before it returns, with an answer or with Listen.
    using Answer = std::variant<Response, Listen>;
    void answer(const Request& request, Role role, std::function<void(Answer)> then);

    [[nodiscard]] EventLog& events() { return events_; }
    // False: there are too many.
    [[nodiscard]] bool add_listener(const std::weak_ptr<Listener>& listener);

 private:
    using Then = std::function<void(Answer)>;
    void perform(Task task, const Then& then);
    void perform(const Work& work, const Then& then);
    void perform(const Change& change, const Then& then);

    boost::asio::io_context& io_;
    const Router& router_;
    Backend& backend_;
    EventLog& events_;
    std::vector<std::weak_ptr<Listener>> listeners_;
    std::size_t work_ = 0;
    boost::asio::thread_pool pool_{1};  // last: ends first
};

}  // namespace probe::api
