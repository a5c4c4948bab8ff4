// SPDX-License-Identifier: Apache-2.0
#include "probe/api/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "bpf/one_line.hpp"
#include "bpf/similar.hpp"
#include "probe/api/problem.hpp"

namespace probe::api {

namespace {

std::string quoted(const std::string& text) { return fmt::format("\"{}\"", bpf::one_line(text)); }

std::string did_you_mean(const std::string& word, const std::vector<std::string>& words, const std::string& otherwise) {
    const std::string similar = bpf::most_similar(word, words);
    return similar.empty() ? otherwise : fmt::format("did you mean {}?", similar);
}

// What stands for {name}; empty also where the path has none. Nothing: it is another path.
std::optional<std::string> matched(const Route& route, const std::string& path) {
    constexpr std::string_view kName = "{name}";
    if (!route.path.ends_with(kName)) return route.path == path ? std::optional<std::string>("") : std::nullopt;
    const std::size_t begin = route.path.size() - kName.size();
    if (path.size() <= begin || path.compare(0, begin, route.path, 0, begin) != 0 || path.find('/', begin) != std::string::npos)
        return std::nullopt;
    return path.substr(begin);
}

}  // namespace

Task Router::refuse(const Request& request, const Target& target) const {
    std::vector<std::string> paths;
    std::string allowed;
    for (const Route& route : routes_) {
        paths.push_back(route.path);
        if (matched(route, target.path)) allowed += (allowed.empty() ? "" : ", ") + route.method;
    }
    if (allowed.empty())
        return problem(404, "there is no " + quoted(target.path) + "; " +
                                did_you_mean(target.path, paths, "/v1/openapi.json tells what there is"));
    if (allowed.starts_with("GET")) allowed += ", HEAD";
    allowed += ", OPTIONS";
    Response response{.status = 204, .content_type = "", .body = ""};
    if (request.method != "OPTIONS") response = problem(405, quoted(request.method) + " is none of the methods " + allowed);
    response.headers.push_back({"Allow", allowed});
    return response;
}

Task Router::route(const Request& request, Role role) const {
    if (role == Role::none) {
        Response response = problem(401, "a token is needed, and that one is not known: send Authorization: Bearer TOKEN");
        response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"xdpflow\""});
        return response;
    }
    const auto target = parse_target(request.target);
    if (!target) return problem(400, target.error().message);
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    const auto found = std::find_if(routes_.begin(), routes_.end(),
                                    [&](const Route& route) { return matched(route, target->path) && route.method == method; });
    if (found == routes_.end()) return refuse(request, *target);
    if (role < found->role)
        return problem(403, std::string("this needs the role ") + name_of(found->role) + "; the token is " + name_of(role));
    for (const auto& parameter : target->parameters)
        if (!found->takes_any_parameter &&
            std::find(found->parameters.begin(), found->parameters.end(), parameter.first) == found->parameters.end())
            return problem(400, "unknown parameter " + quoted(parameter.first) + "; " +
                                    did_you_mean(parameter.first, found->parameters, "see /v1/openapi.json"));
    return found->handle({request, *target, *matched(*found, target->path)});
}

}  // namespace probe::api
