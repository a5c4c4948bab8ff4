// SPDX-License-Identifier: Apache-2.0
#include "probe/session/statistics.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "probe/control/outcome.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

using Json = nlohmann::ordered_json;

static Json of_counters(const bpf::shared::counters& counters, const std::vector<std::string>& droppers,
                        std::uint64_t unsupported) {
    Json object;
    object["frames"] = counters.frames + unsupported;
    object["octets"] = counters.octets;
    object["non_ip"] = counters.non_ip;
    object["malformed"] = counters.malformed;
    object["unsupported"] = unsupported;
    object["filtered"] = counters.filtered;
    object["not_sampled"] = counters.not_sampled;
    object["dropped"] = Json::object();
    for (std::size_t i = 0; i < droppers.size(); i++) object["dropped"][droppers[i]] = counters.dropped[i];
    object["evicted"] = counters.evicted;
    return object;
}

static Json of_collector(const exporter::CollectorReport& report) {
    static constexpr const char* kStates[] = {"starting", "reachable", "unresolved", "unreachable"};
    const exporter::CollectorCounters& counters = report.counters;
    return {{"address", report.collector.text()},
            {"state", kStates[static_cast<std::size_t>(report.state)]},
            {"reason", report.reason},
            {"sent_messages", counters.sent.messages},
            {"sent_flows", counters.sent.records},
            {"refused_flows", counters.refused.records},
            {"unconfirmed_flows", counters.unconfirmed.records},
            {"sent_again_flows", counters.sent_again.records},
            {"lost_flows",
             {{"unresolved", counters.lost_unresolved.records},
              {"unreachable", counters.lost_unreachable.records},
              {"no_buffer", counters.lost_no_buffer.records},
              {"unacknowledged", counters.lost_unacknowledged.records},
              {"spool_full", counters.lost_spool_full.records}}},
            {"unsupported_flows", report.encoding.unsupported_flows},
            {"inexact_flows", report.encoding.inexact_flows},
            {"added_records", report.encoding.added_records},
            {"sent_options", counters.options},
            {"lost_options", counters.lost_options},
            {"waiting_messages", counters.waiting}};
}

static Json of_reconfigurations(const ReconfigurationCounters& counters) {
    Json object = {{"done", counters.done}, {"failed", counters.failed}, {"refined", counters.refined}};
    if (!counters.last_error.empty()) object["last_error"] = counters.last_error;
    if (counters.done > 0) object["last"] = to_json(counters.last);
    return object;
}

std::string to_json(const Statistics& statistics, const Plan& plan) {
    std::vector<std::string> droppers;
    for (const bpf::Dropper* dropper : plan.droppers) droppers.push_back(dropper->name);
    return to_json(statistics, droppers, plan.layouts.bidirectional);
}

std::string to_json(const Statistics& statistics, const std::vector<std::string>& droppers, bool bidirectional) {
    const auto& total = statistics.total;
    Json object = of_counters(total, droppers, statistics.unsupported);
    for (const auto& [name, frames] : statistics.earlier.dropped)
        object["dropped"][name] = object["dropped"].value(name, std::uint64_t{0}) + frames;
    object["lost"] = {{"log_full", statistics.lost()}, {"no_cpu_counters", statistics.uncounted}};
    object["lost_octets"] = total.lost_octets;
    object["lost_records"] = total.lost_records;
    if (statistics.lost_states) object["lost_states"] = *statistics.lost_states;
    if (statistics.fragments_without_first) object["fragments_without_first"] = *statistics.fragments_without_first;
    object["flows"] = statistics.exported.flows + statistics.exported.withheld_flows + statistics.active_flows;
    object["packets"] = statistics.has_packets
                            ? statistics.exported.packets + statistics.earlier.packets
                            : total.frames - total.non_ip - total.malformed - total.filtered - total.not_sampled;
    object["exported"] = statistics.exported.flows;
    object["exported_octets"] = statistics.exported.octets;
    if (bidirectional)
        object["withheld"] = {{"flows", statistics.exported.withheld_flows},
                              {"packets", statistics.exported.withheld_packets},
                              {"octets", statistics.exported.withheld_octets}};
    object["records"] = statistics.records;
    object["swaps"] = statistics.swaps;
    if (statistics.failed_lookups) object["failed_lookups"] = *statistics.failed_lookups;
    if (statistics.table_octets)
        object["memory"] = {{"tables", statistics.table_octets},
                            {"kept", statistics.kept_octets},
                            {"flow_cache_most", statistics.most_flow_octets}};
    object["mode"] = statistics.mode;
    object["seconds"] = std::chrono::duration<double>(statistics.duration).count();
    object["interfaces"] = Json::array();
    for (const PortStatistics& port : statistics.ports) {
        Json one = {{"name", port.name}, {"index", port.index}, {"direction", port.direction}, {"mode", port.mode}};
        if (statistics.attaching) one["attached"] = port.attached;
        one.update(of_counters(port.counters, droppers, 0));
        object["interfaces"].push_back(std::move(one));
    }
    if (const auto& attaching = statistics.attaching)
        object["attaching"] = {
            {"attached", attaching->attached}, {"missing", attaching->missing}, {"failures", attaching->failures}};
    if (statistics.reconfigurations) object["reconfigurations"] = of_reconfigurations(*statistics.reconfigurations);
    if (!statistics.collectors.empty()) object["collectors"] = Json::array();
    for (const exporter::CollectorReport& report : statistics.collectors) object["collectors"].push_back(of_collector(report));
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";  // a path may be no UTF-8
}

Result<> write_statistics(const std::string& path, const std::string& object) {
    const auto complain = [&](const std::string& why) {
        return fail("cannot write the statistics to " + path + ": " + why + "; choose another file for --stats");
    };
    // A file is replaced at once, so that a reader never sees half of it. A device, a pipe or a link (/dev/stdout) is written to as
    // it is, not replaced.
    std::error_code error;
    const auto type = std::filesystem::symlink_status(path, error).type();
    const bool replace = type == std::filesystem::file_type::not_found || type == std::filesystem::file_type::regular;
    const std::string target = replace ? path + ".tmp" + std::to_string(::getpid()) : path;
    UniqueFd file(::open(target.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | (replace ? O_EXCL : 0), 0644));
    if (!file.is_open()) return complain(std::strerror(errno));
    const ssize_t written = ::write(file.get(), object.data(), object.size());
    const int reason = written < 0 ? errno : ENOSPC;
    if (written != static_cast<ssize_t>(object.size())) {
        if (replace) ::unlink(target.c_str());
        return complain(std::strerror(reason));
    }
    if (replace && ::rename(target.c_str(), path.c_str()) != 0) {
        const int why = errno;
        ::unlink(target.c_str());
        return complain(std::strerror(why));
    }
    return {};
}

static std::string scaled(double value) {
    for (const char* unit : {"", " k", " M", " G"}) {
        if (value < 1000) return fmt::format("{:.{}f}{}", value, value < 10 && *unit ? 1 : 0, unit);
        value /= 1000;
    }
    return fmt::format("{:.0f} T", value);
}

std::string summary(const Statistics& statistics) {
    const auto& total = statistics.total;
    const double seconds = std::chrono::duration<double>(statistics.duration).count();
    const std::uint64_t frames = total.frames + statistics.unsupported;
    const std::uint64_t lost = statistics.lost() + statistics.uncounted;
    std::string text =
        fmt::format("{} frames in {:.1f} s ({} frames/s), {} flows, lost {}", frames, seconds,
                    scaled(seconds > 0 ? static_cast<double>(frames) / seconds : 0), statistics.exported.flows, lost);
    if (total.non_ip) text += fmt::format(", {} not IP", total.non_ip);
    if (total.malformed) text += fmt::format(", {} malformed", total.malformed);
    if (total.filtered) text += fmt::format(", {} of our own to collectors", total.filtered);
    if (total.not_sampled) text += fmt::format(", {} not sampled", total.not_sampled);
    if (statistics.lost_states.value_or(0) > 0) text += fmt::format(", {} states of flows lost", *statistics.lost_states);
    if (statistics.fragments_without_first.value_or(0) > 0)
        text += fmt::format(", {} fragments without the first one", *statistics.fragments_without_first);
    if (statistics.unsupported) text += fmt::format(", {} of unsupported link types", statistics.unsupported);
    if (const std::uint64_t flows = statistics.exported.withheld_flows)
        text += fmt::format(", {} flows withheld (biflows)", flows);
    for (const exporter::CollectorReport& report : statistics.collectors) {
        if (const std::uint64_t flows = exporter::lost_records(report.counters))
            text += fmt::format("; {} flows not delivered to {}", flows, report.collector.text());
        if (const std::uint64_t flows = report.encoding.unsupported_flows)
            text += fmt::format("; {} flows not for {}, whose protocol cannot carry them", flows, report.collector.text());
        if (const std::uint64_t flows = report.counters.unconfirmed.records)
            text += fmt::format("; {} flows perhaps not read by {}", flows, report.collector.text());
    }
    return text;
}

}  // namespace probe
