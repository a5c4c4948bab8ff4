// SPDX-License-Identifier: Apache-2.0
// What a running probe keeps for those who watch it: events, when it last lost packets, and the API itself. For the worker's thread,
// but for tell().
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "probe/api/control.hpp"
#include "probe/compose/plan.hpp"
#include "probe/live/attachments.hpp"

namespace probe::api {

class Watch {
 public:
    // Serves the API where the settings say, from now to stop(). Where nothing was said and the usual place is taken, or cannot be
    // made, there is no API, with a line on standard error.
    Result<> start(const config::Settings& settings, Worker worker);
    void stop() { control_.reset(); }
    // Others hold from now on; where the API listens stays as it is.
    void set(const config::Settings& settings) { settings_ = std::make_shared<const config::Settings>(settings); }

    // From any thread.
    void tell(const std::string& kind, const std::string& message) { events_.add(kind, {{"message", message}}); }
    void tell(const std::string& kind, const Json& what) { events_.add(kind, what); }
    void tell(const exporter::CollectorReport& report);
    void tell(const probe::Outcome& outcome);

    // To be called after each snapshot: whether packets were lost since. Looks once a second at most.
    void look(const ProgramMemory& memory);
    // For the last time at this memory: another program meters from now on.
    void leave(const ProgramMemory& memory);

    // The statistics, and what else is known here.
    [[nodiscard]] Observation observation(Statistics statistics, const Plan& plan) const;

 private:
    void look_at(const ProgramMemory& memory);

    using Clock = std::chrono::system_clock;

    EventLog events_;
    Clock::time_point started_ = Clock::now();
    std::chrono::steady_clock::time_point looked_{};
    std::uint64_t lost_ = 0;
    std::optional<Clock::time_point> last_loss_;
    std::shared_ptr<const config::Settings> settings_;
    std::unique_ptr<Control> control_;
};

}  // namespace probe::api

namespace probe {

// What the kernel says of the programs that are attached.
[[nodiscard]] std::vector<api::ProgramRuns> program_runs(const KernelProgram& program,
                                                         const std::vector<const Attachment*>& attached);

}  // namespace probe
