// SPDX-License-Identifier: Apache-2.0
// What a request needs before it can be answered. Handlers say it instead of waiting for it, so they know neither sockets nor threads,
// and a test can give them whatever it likes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <variant>

#include "bpf/result.hpp"
#include "config/settings.hpp"
#include "probe/api/message.hpp"
#include "probe/api/observation.hpp"
#include "probe/control/reconfigure.hpp"
#include "probe/monitor/monitors.hpp"
#include "probe/session/flow_search.hpp"

namespace probe::api {

struct Task;

// What the worker tells; `measures`: with the cost of its program, which takes a moment.
struct Observe {
    bool measures = false;
    std::function<Task(const Observation&)> then;
};

struct Search {
    FlowQuery query;
    std::function<Task(const Result<FlowPage>&)> then;
};

// Takes long: away from the thread that serves others.
struct Work {
    std::function<Task()> run;
};

// Other settings, from now on.
struct Change {
    Reconfigurable::Edit edit;
    std::function<Task(const Result<probe::Outcome>&)> then;
};

// Monitors of users: `run` is called on the worker's thread, and must not take long there.
struct Ask {
    std::function<Task(monitor::Monitors&)> run;
};

// Events as they come (text/event-stream), and before them those that are known with numbers above `after`.
struct Listen {
    std::uint64_t after = 0;
};

struct Task : std::variant<Response, Observe, Search, Work, Change, Ask, Listen> {
    using variant::variant;
};

}  // namespace probe::api
