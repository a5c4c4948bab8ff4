// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "probe/command/shown.hpp"

namespace probe {

namespace {

double number(const Json& object, const char* name) {
    return object.is_object() && object.contains(name) && object.at(name).is_number() ? object.at(name).get<double>() : 0;
}

// Of a counter, per second; "-" as long as there is nothing to compare with.
std::string rate(const Json& now, const Json& before, const char* name, double seconds, double factor = 1) {
    if (!before.is_object() || seconds <= 0) return "-";
    return scaled_text(std::max(0.0, number(now, name) - number(before, name)) * factor / seconds);
}

const Json* same_interface(const Json& list, const Json& one) {
    for (const Json& other : list)
        if (other.at("name") == one.at("name") && other.at("index") == one.at("index") &&
            other.at("direction") == one.at("direction"))
            return &other;
    return nullptr;
}

std::string head_lines(const TopView& view, double seconds) {
    const Json& status = view.status;
    const Json &cpu = status.at("cpu"), nothing = Json();
    const Json& cpu_before = view.before.is_object() ? view.before.at("cpu") : nothing;
    const double spent = number(cpu, "user_seconds") + number(cpu, "system_seconds");
    const double spent_before = number(cpu_before, "user_seconds") + number(cpu_before, "system_seconds");
    const std::string share = seconds > 0 ? fmt::format("{:.1f} %", (spent - spent_before) * 100 / seconds) : "-";
    const Json cost = status.contains("cost") ? status.at("cost") : Json::object();
    const Json ns = cost.contains("ns_per_packet") ? cost.at("ns_per_packet") : Json();
    std::string lost;
    for (const auto& [cause, count] : status.at("lost").items())
        lost += fmt::format("{}{} {}", lost.empty() ? "" : ", ", cause, value_text(count));
    return fmt::format("xdpflow {}, up {:.0f} s, {}: {} attached, collectors {} of {} reachable\n",
                       value_text(status.at("version")), number(status, "seconds"), value_text(status.at("health")),
                       value_text(status.at("attached")), value_text(status.at("collectors").at("reachable")),
                       value_text(status.at("collectors").at("all"))) +
           fmt::format("frames/s {}, bit/s {}, flows {}, exported/s {}; lost: {}\n", rate(status, view.before, "frames", seconds),
                       rate(status, view.before, "octets", seconds, 8), value_text(status.at("active_flows")),
                       rate(status, view.before, "exported", seconds), lost) +
           fmt::format("CPU {}, program {} ns/packet, memory {} MiB and tables of {} MiB\n", share,
                       ns.is_number() ? fmt::format("{:.1f}", ns.get<double>()) : "-",
                       static_cast<std::uint64_t>(number(status.at("memory"), "resident")) >> 20,
                       static_cast<std::uint64_t>(number(status.at("memory"), "tables")) >> 20);
}

std::string interface_lines(const TopView& view, double seconds) {
    std::vector<std::vector<std::string>> rows = {
        {"INTERFACE", "DIR", "MODE", "FRAMES/S", "BIT/S", "MALFORMED", "NOT_IP", "NS/PACKET"}};
    for (const Json& one : view.interfaces.at("interfaces")) {
        if (!one.at("attached").get<bool>()) continue;
        const Json* before =
            view.interfaces_before.is_object() ? same_interface(view.interfaces_before.at("interfaces"), one) : nullptr;
        const Json nothing;
        rows.push_back({value_text(one.at("name")), value_text(one.at("direction")), value_text(one.at("mode")),
                        rate(one, before ? *before : nothing, "frames", seconds),
                        rate(one, before ? *before : nothing, "octets", seconds, 8), value_text(one.at("malformed")),
                        value_text(one.at("non_ip")), one.contains("ns_per_packet") ? value_text(one.at("ns_per_packet")) : "-"});
    }
    return table_text(rows);
}

std::string flow_lines(const TopView& view) {
    if (!view.flows.contains("flows") || view.flows.at("flows").empty()) return "no flows\n";
    std::vector<std::string> names;
    for (const auto& [name, value] : view.flows.at("flows").front().items()) names.push_back(name);
    return table_text(view.flows.at("flows"), names);
}

}  // namespace

std::string top_text(const TopView& view, std::size_t width, std::size_t height) {
    const double seconds = view.before.is_object() ? number(view.status, "seconds") - number(view.before, "seconds") : 0;
    const std::string all = head_lines(view, seconds) + "\n" + interface_lines(view, seconds) + "\n" + flow_lines(view);
    std::string text;
    for (std::size_t at = 0, line = 0; at < all.size() && line < height; line++) {
        const std::size_t end = std::min(all.find('\n', at), all.size());
        text.append(all, at, std::min(end - at, width)).push_back('\n');
        at = end + 1;
    }
    return text;
}

}  // namespace probe
