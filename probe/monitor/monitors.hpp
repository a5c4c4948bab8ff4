// SPDX-License-Identifier: Apache-2.0
// All monitors of a running probe: started at their interfaces, read when somebody asks, gone when they are not wanted any more. For one
// thread; only prepare() takes long, and may be called on another one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "config/monitor.hpp"
#include "probe/load/grace.hpp"
#include "probe/monitor/monitor_at.hpp"

namespace probe::monitor {

class Monitors {
 public:
    // What was read from files and compiled, but is not in the kernel.
    struct Prepared {
        config::Monitor monitor;
        MonitorObject object;
    };
    // Fails if the text does not compile, or the object has not what the monitor's metrics name.
    [[nodiscard]] static Result<std::shared_ptr<const Prepared>> prepare(const config::Monitor& monitor);

    // `places` must outlive this. `mode` is that of XDP programs.
    Monitors(ChainedPlaces& places, Mode mode) : places_(places), mode_(mode) {}

    // At all of its interfaces, or at none. A monitor of the same name goes then, if this one could start. Lines for the user, if there
    // is something to say of how it went.
    Result<std::vector<std::string>> start(const std::shared_ptr<const Prepared>& prepared);
    // False: there is none with this name.
    bool stop(const std::string& name);
    void stop_all() { running_.clear(), places_.clean(); }

    // Looks for interfaces that have gone, or come back; to be called every few seconds. Lines for the user.
    std::vector<std::string> check();

    [[nodiscard]] std::vector<config::Monitor> settings() const;
    [[nodiscard]] bool is_empty() const { return running_.empty(); }

    // {"name", "interfaces": [...], "metrics": [...]} of each; without what metrics say.
    [[nodiscard]] Json list() const;
    // Likewise of one, with what its metrics of the format json say: {"metrics": [{"name", ..., "interfaces": [{"interface", "elements"}]}]}.
    // What wants a snapshot is frozen together; what is to be cleared is. Fails if there is none with this name.
    [[nodiscard]] Result<Json> read(const std::string& name, const Grace& grace);
    // What metrics of the format openmetrics say. Of what could not be read the first error is in `problem`.
    void read(Exposition& exposition, const Grace& grace, std::string& problem);

 private:
    struct Running {
        std::shared_ptr<const Prepared> prepared;
        std::vector<std::unique_ptr<MonitorAt>> at;
    };

    [[nodiscard]] Running* find(const std::string& name);
    [[nodiscard]] Json description(const Running& running) const;
    Result<> snapshot(std::vector<Running*> of, const Grace& grace);
    Result<std::unique_ptr<MonitorAt>> start_at(const Prepared& prepared, const std::string& interface);

    ChainedPlaces& places_;
    const Mode mode_;
    std::vector<Running> running_;
};

}  // namespace probe::monitor
