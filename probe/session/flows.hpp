// SPDX-License-Identifier: Apache-2.0
// What happens to records once they are drained: one flow cache per table, one printer behind them, and the sums that prove
// that nothing was lost on the way. For one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "exporter/completion.hpp"
#include "exporter/exporter.hpp"
#include "exporter/flow_cache.hpp"
#include "exporter/output.hpp"
#include "exporter/points.hpp"
#include "exporter/printer.hpp"
#include "probe/compose/plan.hpp"
#include "probe/policy/record_metrics.hpp"

namespace probe {

enum class Format { table, json, csv };

struct FlowSums {
    std::uint64_t flows = 0;    // exported
    std::uint64_t packets = 0;  // in them as metered (before any scaling), where IN_PKTS is held
    std::uint64_t octets = 0;   // in them, where IN_BYTES is held; both directions, where they are joined

    // The same of flows that were neither exported nor printed, because a user did not want those of one direction, or of both.
    std::uint64_t withheld_flows = 0, withheld_packets = 0, withheld_octets = 0;
};

// What of points a plan's fields ask for.
[[nodiscard]] exporter::PointParts point_parts(const Plan& plan);

class Flows {
 public:
    // The sources are those that the plan was made for; null: none. All must outlive this. `points` are those that records are numbered
    // by; null: new ones.
    Flows(const Plan& plan, const exporter::FlowCacheSettings& settings, Format format, exporter::Output& output,
          exporter::Sources* sources = nullptr, std::shared_ptr<exporter::Points> points = nullptr);

    // A record of the table of this number (index into plan.layouts.tables), drained at now_ns.
    void take(std::uint32_t table, const std::byte* record, std::uint64_t now_ns) {
        if (metrics_) metrics_->see(table, record);
        caches_[table]->add(record, now_ns);
    }
    // Each record is shown to it from now on; it must be of the same layouts and outlive this. Null: to nobody.
    void show_to(RecordMetrics* metrics) { metrics_ = metrics; }
    // Exports what has timed out, and writes all that is exported.
    void advance(std::uint64_t now_ns);
    // Exports everything.
    void flush();

    // How flows of one plan go on as those of another one, by table; empty: they cannot.
    [[nodiscard]] static std::vector<exporter::Carry> carries(const Plan& from, const Plan& to);
    // In place of flush(), before what is exported gets other templates: exports what cannot go on.
    void end_uncarried(const std::vector<exporter::Carry>& carries);
    // And behind that: all flows go on in another object, which has none yet and the same points.
    void carry_to(Flows& next, const std::vector<exporter::Carry>& carries);
    // Sums go on from those of the flows that were before these.
    void go_on_from(const Flows& before) { sums_ = before.sums_; }

    // Every flow goes to the exporter, which must outlive this; and is printed only if wanted.
    void export_to(exporter::Exporter& exporter, bool prints) {
        exporter_ = &exporter;
        prints_ = prints;
    }

    void set_time_offset(std::int64_t nanoseconds);
    // The numbers of points in records, for whoever makes records.
    [[nodiscard]] exporter::Points& points() { return *points_; }
    [[nodiscard]] const std::shared_ptr<exporter::Points>& shared_points() const { return points_; }
    [[nodiscard]] const FlowSums& exported() const { return sums_; }

    // Flows in progress, for whoever looks at them between two snapshots (flow_search.hpp): the cache of a table, and one of its
    // records as it would be exported, valid until the next call.
    [[nodiscard]] std::size_t tables() const { return caches_.size(); }
    [[nodiscard]] const exporter::FlowCache& cache(std::size_t table) const { return *caches_[table]; }
    [[nodiscard]] exporter::Record shown(std::size_t table, const exporter::Record& record);
    // No two objects of a process have the same.
    [[nodiscard]] std::uint64_t serial() const { return serial_; }

    [[nodiscard]] std::size_t active() const;
    // Flows that have begun here, those included that were carried over from others.
    [[nodiscard]] std::uint64_t begun() const;
    [[nodiscard]] Result<> finish() { return printer_->finish(); }

 private:
    void add_cache(const Plan& plan, std::size_t table, const exporter::FlowCacheSettings& settings, exporter::Sources& sources);
    void give(const exporter::Record& record);

    const std::uint64_t serial_;
    std::shared_ptr<exporter::Points> points_;
    exporter::Sources no_sources_;
    exporter::Sources& sources_;
    std::unique_ptr<exporter::Printer> printer_;
    std::vector<std::unique_ptr<exporter::FlowCache>> caches_;
    std::vector<std::unique_ptr<exporter::Completion>> completions_;  // a cache's flows go through the one of its number
    FlowSums sums_;
    exporter::Exporter* exporter_ = nullptr;
    RecordMetrics* metrics_ = nullptr;
    bool prints_ = true;
};

}  // namespace probe
