// SPDX-License-Identifier: Apache-2.0
// One monitor at one interface, in the kernel. Where a metric wants a snapshot the program is there twice, each copy with maps of its own
// for those metrics and with all other maps in common; one copy sees the packets, the other one is read. For one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/live/chained_places.hpp"
#include "probe/monitor/contents.hpp"
#include "probe/monitor/map_access.hpp"
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

    // What a metric (by its number) says at present; with `init` it begins anew.
    Result<Contents> take(std::size_t metric);
    // Of all calls of drain() since the metric began anew.
    [[nodiscard]] std::uint64_t left_out(std::size_t metric) const { return metrics_[metric].tally->left_out(); }
    [[nodiscard]] const MapFacts& map(std::size_t metric) const { return instances_.front().maps[metric]; }

 private:
    struct Instance {
        ObjectHandle object;
        UniqueFd program;            // with its tail
        std::vector<MapFacts> maps;  // by metric
    };
    struct Metric {
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

}  // namespace probe::monitor
