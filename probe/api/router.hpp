// SPDX-License-Identifier: Apache-2.0
// Which request is answered by what. Pure: no socket, no clock, no thread; the same request gets the same task.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "probe/api/query.hpp"
#include "probe/api/task.hpp"

namespace probe::api {

struct Call {
    const Request& request;
    const Target& target;
    std::string name{};  // in the place of {name}, where the route's path ends with it
};

struct Route {
    std::string method, path;             // which may end with "/{name}"
    Role role = Role::reader;             // that one must have, at least
    std::vector<std::string> parameters;  // of the query that there are
    std::function<Task(const Call&)> handle;
    bool takes_any_parameter = false;
};

class Router {
 public:
    explicit Router(std::vector<Route> routes) : routes_(std::move(routes)) {}

    // What to do for this request by someone of this role. 400: no such target or parameter; 401: no role; 403: too low a role;
    // 404, 405: no such path, or method of it. HEAD is GET without a body; OPTIONS tells the methods.
    [[nodiscard]] Task route(const Request& request, Role role) const;

    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
    [[nodiscard]] Task refuse(const Request& request, const Target& target) const;

    std::vector<Route> routes_;
};

}  // namespace probe::api
