// SPDX-License-Identifier: Apache-2.0
// Any request to the API: it gets an answer with a status that this program has, and JSON where it says so. The first octet chooses
// method and role, the next line is the target, the rest the body.
#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probe/api/endpoints.hpp"
#include "probe/api/problem.hpp"
#include "probe/session/flow_search.hpp"

namespace {

using namespace probe::api;

// Dry runs and sound monitors compile, so they are left out; names of fields are looked up in the built-in catalogue.
Response resolved(Task task) {
    static probe::ChainedPlaces places;
    static probe::monitor::Monitors monitors(places, probe::Mode::automatic);
    for (int steps = 0, works = 0; steps < 8; steps++) {
        if (auto* response = std::get_if<Response>(&task)) return std::move(*response);
        if (std::holds_alternative<Listen>(task)) return {.status = 200, .body = "{}"};
        Task next = Response{.status = 200, .body = "{}"};
        if (const auto* observe = std::get_if<Observe>(&task)) next = observe->then(Observation{});
        if (const auto* search = std::get_if<Search>(&task)) next = search->then(probe::FlowPage{});
        if (const auto* change = std::get_if<Change>(&task)) {
            const auto wanted = change->edit(config::Settings());
            next = change->then(wanted ? Result<probe::Outcome>() : tl::unexpected(wanted.error()));
        }
        if (const auto* ask = std::get_if<Ask>(&task)) next = ask->run(monitors);
        if (const auto* work = std::get_if<Work>(&task); work && works++ == 0) next = work->run();
        task = std::move(next);
    }
    std::abort();  // a task of tasks without end
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Router router(endpoints());
    static constexpr const char* kMethods[] = {"GET", "PATCH", "PUT", "HEAD", "OPTIONS", "POST", "DELETE", ""};
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    Request request{.method = kMethods[data[0] % 8], .target = std::string(text.substr(0, text.find('\n')))};
    if (text.find('\n') != std::string_view::npos) request.body = text.substr(text.find('\n') + 1);
    if (const auto target = parse_target(request.target); target && target->find("dry_run")) return 0;
    request.content_type = "application/json";
    request.last_event_id = request.body.substr(0, 30);
    const Role role = data[0] & 0x80 ? Role::none : data[0] & 0x40 ? Role::reader : Role::admin;
    const Response response = resolved(router.route(request, role));
    const bool is_known = std::string_view(reason_of(response.status)) != "Unknown";
    const bool is_json = response.content_type.find("json") != std::string::npos;
    if (!is_known || (is_json && !nlohmann::json::accept(response.body))) std::abort();
    if (role == Role::none && response.status != 401) std::abort();
    if (role == Role::reader && response.status == 200 && (request.method == "PATCH" || request.method == "PUT")) std::abort();
    if (response.status >= 400 && response.body.find("\"detail\":") == std::string::npos && response.status != 503) std::abort();
    return 0;
}
