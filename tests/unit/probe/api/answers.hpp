// SPDX-License-Identifier: Apache-2.0
// What the API answers when the worker tells what the test says.
#pragma once

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "probe/api/endpoints.hpp"
#include "probe/api/router.hpp"

namespace probe::api {

using Json = nlohmann::ordered_json;

struct Told {
    Observation observation{};
    Result<FlowPage> page = FlowPage{};
    Result<probe::Outcome> changed = probe::Outcome{};
    std::shared_ptr<const config::Settings> present{};  // when the turn of a change comes; none: those of the observation

    // None runs: that takes a kernel.
    std::shared_ptr<ChainedPlaces> places = std::make_shared<ChainedPlaces>();
    std::shared_ptr<monitor::Monitors> monitors = std::make_shared<monitor::Monitors>(*places, Mode::automatic);

    // What was asked for on the way.
    std::vector<FlowQuery> queries{};
    std::vector<config::Settings> wanted{};
    std::vector<bool> measures{};
};

inline Response resolved(Task task, Told& told) {
    for (;;) {
        if (auto* response = std::get_if<Response>(&task)) return std::move(*response);
        if (const auto* listen = std::get_if<Listen>(&task))
            return {.status = 200, .body = "events after " + std::to_string(listen->after)};
        Task next = Response{};
        if (const auto* observe = std::get_if<Observe>(&task)) {
            told.measures.push_back(observe->measures);
            next = observe->then(told.observation);
        } else if (const auto* search = std::get_if<Search>(&task)) {
            told.queries.push_back(search->query);
            next = search->then(told.page);
        } else if (const auto* change = std::get_if<Change>(&task)) {
            const auto wanted = change->edit(told.present ? *told.present : *told.observation.settings);
            if (wanted) told.wanted.push_back(*wanted);
            next = change->then(wanted ? told.changed : tl::unexpected(wanted.error()));
        } else if (const auto* ask = std::get_if<Ask>(&task)) {
            next = ask->run(*told.monitors);
        } else {
            next = std::get<Work>(task).run();
        }
        task = std::move(next);
    }
}

inline Response answer(const Request& request, Told& told, Role role = Role::admin) {
    static const Router router(endpoints());
    return resolved(router.route(request, role), told);
}

inline Response get(const std::string& target, Told& told) { return answer({.target = target}, told); }
inline Response get(const std::string& target) {
    Told told;
    return get(target, told);
}

}  // namespace probe::api
