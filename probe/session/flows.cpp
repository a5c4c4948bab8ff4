// SPDX-License-Identifier: Apache-2.0
#include "probe/session/flows.hpp"

#include <algorithm>

#include "exporter/csv_printer.hpp"
#include "exporter/json_printer.hpp"
#include "exporter/table_printer.hpp"

namespace probe {

static exporter::PointParts parts_of(const Plan& plan) {
    const auto asks_for = [&](const char* name) {
        return std::any_of(plan.fields.begin(), plan.fields.end(), [&](const bpf::Feature* field) {
            return field->name == name || std::find(field->needs.begin(), field->needs.end(), name) != field->needs.end();
        });
    };
    const bool all = asks_for("observationPointId");
    return {all || asks_for("INPUT_SNMP"), all || asks_for("OUTPUT_SNMP"), all || asks_for("DIRECTION")};
}

Flows::Flows(const Plan& plan, const exporter::FlowCacheSettings& settings, Format format, exporter::Output& output,
             exporter::Sources* sources)
    : points_(parts_of(plan)) {
    switch (format) {
        case Format::table: printer_ = std::make_unique<exporter::TablePrinter>(output); break;
        case Format::json: printer_ = std::make_unique<exporter::JsonPrinter>(output); break;
        case Format::csv: printer_ = std::make_unique<exporter::CsvPrinter>(output, plan.exported); break;
    }
    for (std::size_t i = 0; i < plan.layouts.tables.size(); ++i)
        add_cache(plan.layouts.tables[i], plan.exported.tables[i], settings,
                  {sources ? *sources : no_sources_, plan.sampling.scaled ? plan.sampling.interval : 1});
}

void Flows::add_cache(const bpf::Layout& held, const bpf::Layout& full, const exporter::FlowCacheSettings& settings,
                      const Completing& completing) {
    const bpf::Member* packets = held.find("IN_PKTS");
    const bpf::Member* octets = held.find("IN_BYTES");
    completions_.push_back(std::make_unique<exporter::Completion>(held, full, completing.sources, completing.scale));
    exporter::Completion* complete = completions_.back().get();
    caches_.push_back(std::make_unique<exporter::FlowCache>(held, settings, [=, this](const exporter::Record& over) {
        const exporter::Record record = (*complete)(over);
        sums_.flows++;
        if (packets) sums_.packets += exporter::load<std::uint64_t>(over.bytes + packets->offset);
        if (octets) sums_.octets += exporter::load<std::uint64_t>(over.bytes + octets->offset);
        if (exporter_) exporter_->send(record);
        if (prints_) printer_->print(record);
    }));
    caches_.back()->set_points(points_);
}

void Flows::advance(std::uint64_t now_ns) {
    for (const auto& cache : caches_) cache->advance(now_ns);
    if (exporter_) exporter_->tick(std::chrono::steady_clock::now());
}

void Flows::flush() {
    for (const auto& cache : caches_) cache->flush();
}

void Flows::set_time_offset(std::int64_t nanoseconds) {
    for (const auto& cache : caches_) cache->set_context({.time_offset_ns = nanoseconds});
}

std::size_t Flows::active() const {
    std::size_t sum = 0;
    for (const auto& cache : caches_) sum += cache->size();
    return sum;
}

}  // namespace probe
