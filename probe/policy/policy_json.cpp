// SPDX-License-Identifier: Apache-2.0
#include "probe/policy/policy_json.hpp"

namespace probe {

using Json = nlohmann::ordered_json;

namespace {

double seconds(std::chrono::nanoseconds time) { return std::chrono::duration<double>(time).count(); }

Json numbers_of(const std::vector<PolicyDecision::Number>& numbers) {
    Json list = Json::array();
    for (const PolicyDecision::Number& number : numbers)
        list.push_back({{"metric", config::facts_of(number.metric).name},
                        {"value", number.value},
                        {"side", number.above ? "above" : "below"},
                        {"threshold", number.threshold}});
    return list;
}

}  // namespace

Json to_json(const PolicyDecision& decision) {
    Json event = {{"policy", decision.policy}, {"decision", name_of(decision.kind)}, {"numbers", numbers_of(decision.numbers)}};
    event["held_seconds"] = seconds(decision.held);
    event["changes"] = decision.changes;
    if (decision.kind == PolicyDecision::Kind::refused) {
        event["reason"] = decision.reason;
        event["pause_seconds"] = seconds(decision.pause);
    }
    event["message"] = decision.text();
    return event;
}

Json to_json(const PolicyReport& report, std::chrono::steady_clock::time_point now) {
    return {{"name", report.name},
            {"active", report.active},
            {"active_seconds", report.since ? Json(seconds(now - *report.since)) : Json()},
            {"sets", report.sets},
            {"shed", report.shed},
            {"numbers", numbers_of(report.numbers)},
            {"decisions", report.decisions},
            {"refused", report.refused},
            {"last_refusal", report.last_refusal}};
}

}  // namespace probe
