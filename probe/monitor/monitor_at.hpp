// SPDX-License-Identifier: Apache-2.0
// One monitor at one interface, in the kernel. Where a metric wants a snapshot the program is there twice, each copy with maps of its own
// for those metrics and with all other maps in common; one copy sees the packets, the other one is read. For one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/live/chained_places.hpp"
#include "probe/monitor/metric_text.hpp"
#include "probe/monitor/monitor_object.hpp"
#include "probe/monitor/tally.hpp"

namespace probe::monitor {

class MonitorAt {
 public:
    // Loads it and lets packets come to it. `object` is that of the monitor; both must outlive this.
    static Result<std::unique_ptr<MonitorAt>> start(const config::Monitor& monitor, const MonitorObject& object,
                                                    ChainedPlaces& places, const Interface& interface, Mode mode);

    [[nodiscard]] const Interface& interface() const { return interface_; }
    [[nodiscard]] const std::string& remark() const { return remark_; }
    [[nodiscard]] bool is_attached() const { return seat_.chain().is_attached(); }

    // The first half of a snapshot: packets see the other copy from now on. Wait until no packet is in flight (Grace), then call drain().
    [[nodiscard]] bool has_snapshots() const { return instances_.size() > 1; }
    Result<> flip();
    // Takes what the copy that was left has counted.
    Result<> drain();

    // What a metric (by its number) is at present: `use` is called with it. With `init` it begins anew then.
    template <class Use>
    Result<> read(std::size_t metric, Use&& use);
    // Of the last call of read(), and of all before.
    [[nodiscard]] std::uint64_t left_out(std::size_t metric) const { return metrics_[metric].tally->left_out(); }

 private:
    struct Instance {
        ObjectHandle object;
        UniqueFd program;            // with its tail
        std::vector<MapFacts> maps;  // by metric
    };
    struct Metric {
        std::optional<Aggregate> aggregate;
        std::unique_ptr<Tally> tally;
    };

    MonitorAt(const config::Monitor& monitor, const MonitorObject& object, Interface interface)
        : monitor_(monitor),
          object_(object),
          interface_(std::move(interface)) {}
    Result<> load(const Tail& tail, bool multi_buffer);
    Result<bpf_object*> load_object(ObjectHandle& object);

    const config::Monitor& monitor_;
    const MonitorObject& object_;
    const Interface interface_;
    std::string remark_;
    std::vector<Instance> instances_;  // one or two
    std::size_t active_ = 0;
    std::vector<Metric> metrics_;
    Seat seat_;  // left first
};

template <class Use>
Result<> MonitorAt::read(std::size_t metric, Use&& use) {
    const config::MonitorMetric& wanted = monitor_.metrics[metric];
    Metric& its = metrics_[metric];
    const MapFacts& map = instances_[active_].maps[metric];
    const MetricShape& shape = object_.metrics[metric];
    const Shape* key = shape.key ? &*shape.key : nullptr;
    if (wanted.snapshot) {
        use(Reading{map, key, shape.value, its.aggregate, its.tally->contents()});
        if (wanted.init) its.tally->clear();
        return {};
    }
    const auto contents = read_map(map, wanted.init);
    if (!contents) return tl::unexpected(contents.error());
    use(Reading{map, key, shape.value, its.aggregate, *contents});
    return {};
}

}  // namespace probe::monitor
