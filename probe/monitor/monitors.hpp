// SPDX-License-Identifier: Apache-2.0
// All monitors of a running probe: started at their interfaces, read when somebody asks, gone when they are not wanted any more. For one
// thread; only prepare() takes long, and may be called on another one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "config/monitor.hpp"
#include "probe/load/grace.hpp"
#include "probe/monitor/metric_text.hpp"
#include "probe/monitor/monitor_at.hpp"

namespace probe::monitor {

// What was read from files and compiled, but is not in the kernel.
struct PreparedMonitor {
    config::Monitor monitor;
    MonitorObject object;
};

// What metrics said at one moment. Nothing of it refers to what runs: it may be made a text of on any thread.
struct Dump {
    struct Value {
        std::shared_ptr<const PreparedMonitor> of;
        std::size_t metric = 0;  // its number
        std::string interface;
        MapFacts map;
        Contents contents;
        std::uint64_t left_out = 0;  // elements that there was no room for
        std::string problem;         // empty, or why there are no contents
    };
    Json description;  // of the monitor, if it is of one
    std::vector<Value> values;
};
// The description, and in each metric {"values": [{"interface", "elements": [...]}, ...]}.
[[nodiscard]] Json to_json(const Dump& dump);
// Families xdpflow_monitor_METRIC... with the labels monitor, metric and interface. Returns the first problem, or nothing.
std::string add(Exposition& exposition, const Dump& dump);

class Monitors {
 public:
    using Prepared = PreparedMonitor;
    // Fails if the text does not compile, or the object has not what the monitor's metrics name.
    [[nodiscard]] static Result<std::shared_ptr<const Prepared>> prepare(const config::Monitor& monitor);

    // `places` must outlive this. `mode` is that of XDP programs.
    Monitors(ChainedPlaces& places, Mode mode) : places_(places), mode_(mode) {}

    // At all of its interfaces, or at none. A monitor of the same name goes then, if this one could start. Lines for the user, if there
    // is something to say of how it went. `waits`: interfaces that are not there are looked for by check().
    Result<std::vector<std::string>> start(const std::shared_ptr<const Prepared>& prepared, bool waits = false);
    // Nothing may be started or stopped at present: another program is about to take the flow probe's place.
    std::function<bool()> is_busy = [] { return false; };
    [[nodiscard]] bool has(const std::string& name) { return find(name) != nullptr; }
    // False: there is none with this name.
    bool stop(const std::string& name);
    void stop_all() { running_.clear(), places_.clean(); }

    // Looks for interfaces that have gone, or come back; to be called every few seconds. Lines for the user.
    std::vector<std::string> check();

    using AllPrepared = std::vector<std::shared_ptr<const Prepared>>;
    [[nodiscard]] AllPrepared all() const;
    [[nodiscard]] bool is_empty() const { return running_.empty(); }

    // {"name", "interfaces": [...], "metrics": [...]} of each; without what metrics say.
    [[nodiscard]] Json list() const;
    // What the metrics of one say that have the format json. What wants a snapshot is frozen together; what is to be cleared is. Fails if
    // there is none with this name, or it cannot be read.
    [[nodiscard]] Result<Dump> read(const std::string& name);
    // What metrics of the format openmetrics say, of all. What cannot be read has a problem instead.
    [[nodiscard]] Dump read_time_series();

 private:
    struct Running {
        std::shared_ptr<const Prepared> prepared;
        std::vector<std::unique_ptr<MonitorAt>> at;
    };

    [[nodiscard]] Running* find(const std::string& name);
    [[nodiscard]] Json description(const Running& running) const;
    Result<> snapshot(const std::vector<Running*>& of);
    void take(const Running& running, const char* format, Dump& into);
    Result<std::unique_ptr<MonitorAt>> start_at(const Prepared& prepared, const std::string& interface);

    ChainedPlaces& places_;
    const Mode mode_;
    std::optional<Grace> grace_;  // made when it is needed first
    std::vector<Running> running_;
};

}  // namespace probe::monitor
