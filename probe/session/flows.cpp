// SPDX-License-Identifier: Apache-2.0
#include "probe/session/flows.hpp"

#include <algorithm>
#include <atomic>

#include "exporter/csv_printer.hpp"
#include "exporter/json_printer.hpp"
#include "exporter/table_printer.hpp"

namespace probe {

exporter::PointParts point_parts(const Plan& plan) {
    const auto asks_for = [&](const char* name) {
        return std::any_of(plan.fields.begin(), plan.fields.end(), [&](const bpf::Feature* field) {
            return field->name == name || std::find(field->needs.begin(), field->needs.end(), name) != field->needs.end();
        });
    };
    const bool all = asks_for("observationPointId");
    return {all || asks_for("INPUT_SNMP"), all || asks_for("OUTPUT_SNMP"), all || asks_for("DIRECTION")};
}

static std::uint64_t next_serial() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

Flows::Flows(const Plan& plan, const exporter::FlowCacheSettings& settings, Format format, exporter::Output& output,
             exporter::Sources* sources, std::shared_ptr<exporter::Points> points)
    : serial_(next_serial()),
      points_(points ? std::move(points) : std::make_shared<exporter::Points>(point_parts(plan))),
      sources_(sources ? *sources : no_sources_) {
    switch (format) {
        case Format::table: printer_ = std::make_unique<exporter::TablePrinter>(output); break;
        case Format::json: printer_ = std::make_unique<exporter::JsonPrinter>(output); break;
        case Format::csv: printer_ = std::make_unique<exporter::CsvPrinter>(output, plan.exported); break;
    }
    for (std::size_t table = 0; table < plan.layouts.tables.size(); ++table) add_cache(plan, table, settings, sources_);
}

// A counter of all packets of a flow.
static std::uint64_t total(const bpf::Member* counter, const exporter::Record& record) {
    if (counter == nullptr) return 0;
    const auto at = [&](const std::byte* bytes) { return exporter::load<std::uint64_t>(bytes + counter->offset); };
    return at(record.bytes) + (record.reverse ? at(record.reverse) : 0);
}

static bool is_wanted(BiflowPolicy policy, const exporter::Record& record) {
    return policy == BiflowPolicy::all || (policy == BiflowPolicy::bidirectional) == (record.reverse != nullptr);
}

void Flows::add_cache(const Plan& plan, std::size_t table, const exporter::FlowCacheSettings& settings,
                      exporter::Sources& sources) {
    const bpf::Layout& held = plan.layouts.tables[table];
    const bpf::Member* packets = held.find("IN_PKTS");
    const bpf::Member* octets = held.find("IN_BYTES");
    const Biflows biflows = plan.biflows;
    const std::uint32_t scale = plan.sampling.scaled ? plan.sampling.interval : 1;
    completions_.push_back(
        std::make_unique<exporter::Completion>(held, plan.exported.tables[table], sources, scale, biflows.directions));
    exporter::Completion* complete = completions_.back().get();
    exporter::FlowCacheSettings own = settings;
    own.bidirectional = plan.layouts.bidirectional;
    const bool splits = biflows.directions == exporter::Directions::split;
    const BiflowPolicy policy = own.bidirectional ? biflows.policy : BiflowPolicy::all;
    caches_.push_back(std::make_unique<exporter::FlowCache>(held, own, [=, this](const exporter::Record& over) {
        if (!is_wanted(policy, over)) {
            sums_.withheld_flows++;
            sums_.withheld_packets += total(packets, over);
            sums_.withheld_octets += total(octets, over);
            return;
        }
        sums_.packets += total(packets, over);
        sums_.octets += total(octets, over);
        give((*complete)(over));
        if (splits && over.reverse) give((*complete)(exporter::reversed(over)));
    }));
    caches_.back()->set_points(*points_);
}

void Flows::give(const exporter::Record& record) {
    sums_.flows++;
    if (exporter_) exporter_->send(record);
    if (prints_) printer_->print(record);
}

exporter::Record Flows::shown(std::size_t table, const exporter::Record& record) {
    const std::uint64_t next_flow_id = sources_.next_flow_id;
    const exporter::Record complete = (*completions_[table])(record);
    sources_.next_flow_id = next_flow_id;  // a number is for what is exported
    return complete;
}

void Flows::advance(std::uint64_t now_ns) {
    for (const auto& cache : caches_) cache->advance(now_ns);
    if (exporter_) exporter_->tick(std::chrono::steady_clock::now());
}

void Flows::flush() {
    for (const auto& cache : caches_) cache->flush();
}

std::vector<exporter::Carry> Flows::carries(const Plan& from, const Plan& to) {
    const std::vector<bpf::Layout>&before = from.layouts.tables, &after = to.layouts.tables;
    std::vector<exporter::Carry> carries;
    if (before.size() != after.size() || point_parts(from) != point_parts(to)) return {};
    for (std::size_t table = 0; table < before.size(); ++table) {
        const auto carry = exporter::Carry::make(before[table], after[table]);
        if (!carry) return {};
        carries.push_back(*carry);
    }
    return carries;
}

void Flows::end_uncarried(const std::vector<exporter::Carry>& carries) {
    for (std::size_t table = 0; table < caches_.size(); ++table) caches_[table]->end_uncarried(carries[table]);
}

void Flows::carry_to(Flows& next, const std::vector<exporter::Carry>& carries) {
    for (std::size_t table = 0; table < caches_.size(); ++table) caches_[table]->carry_to(*next.caches_[table], carries[table]);
}

void Flows::set_time_offset(std::int64_t nanoseconds) {
    for (const auto& cache : caches_) cache->set_context({.time_offset_ns = nanoseconds});
}

std::uint64_t Flows::begun() const {
    std::uint64_t sum = 0;
    for (const auto& cache : caches_) sum += cache->begun();
    return sum;
}

std::size_t Flows::active() const {
    std::size_t sum = 0;
    for (const auto& cache : caches_) sum += cache->size();
    return sum;
}

}  // namespace probe
