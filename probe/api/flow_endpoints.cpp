// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "probe/api/endpoints.hpp"
#include "probe/api/problem.hpp"

namespace probe::api {

namespace {

const char* name_of(FlowOrder order) {
    return order == FlowOrder::octets ? "octets" : order == FlowOrder::packets ? "packets" : "latest";
}

Result<FlowQuery> query_of(const Target& target) {
    FlowQuery query;
    const auto limit = target.number("limit", query.limit, 1, FlowQuery::kMostShown);
    if (!limit) return tl::unexpected(limit.error());
    const auto offset = target.number("offset", 0, 0, FlowQuery::kMostSorted - *limit);
    if (!offset) return tl::unexpected(offset.error());
    query.limit = *limit;
    query.offset = *offset;
    for (const auto& [name, value] : target.parameters) {
        if (name == "limit" || name == "offset") continue;
        if (name != "order") {
            query.where.emplace_back(name, value);
            continue;
        }
        if (value != "octets" && value != "packets" && value != "latest") return fail("order must be octets, packets or latest");
        query.order = value == "octets" ? FlowOrder::octets : value == "packets" ? FlowOrder::packets : FlowOrder::latest;
    }
    return query;
}

std::string next_page(const FlowQuery& query, const FlowPage& page) {
    const std::size_t next = query.offset + query.limit;
    if (next >= page.matching || next + query.limit > FlowQuery::kMostSorted) return "";
    std::string target = fmt::format("/v1/flows?limit={}&offset={}&order={}", query.limit, next, name_of(page.order));
    for (const auto& [name, value] : query.where) target += fmt::format("&{}={}", percent_encoded(name), percent_encoded(value));
    return target;
}

// Flows are JSON already.
Response page_response(const FlowQuery& query, const FlowPage& page) {
    const std::string next = next_page(query, page);
    Json head = {{"order", name_of(page.order)}, {"matching", page.matching}, {"examined", page.examined},
                 {"offset", query.offset},       {"limit", query.limit},      {"next", next.empty() ? Json() : Json(next)}};
    std::string body = head.dump(-1, ' ', false, Json::error_handler_t::replace);
    body.back() = ',';
    body += "\"flows\":[";
    for (const std::string& flow : page.flows) body += (body.back() == '[' ? "" : ",") + flow;
    return {.status = 200, .body = body + "]}\n"};
}

Task flows(const Call& call) {
    const auto query = query_of(call.target);
    if (!query) return problem(400, query.error().message);
    return Search{*query, [query = *query](const Result<FlowPage>& page) -> Task {
                      return page ? page_response(query, *page) : problem(400, page.error().message);
                  }};
}

}  // namespace

std::vector<Route> flow_endpoints() { return {{"GET", "/v1/flows", Role::reader, {"limit", "offset", "order"}, flows, true}}; }

}  // namespace probe::api
