// SPDX-License-Identifier: Apache-2.0
// `xdpflow run` at work: interfaces, program, flows and collectors, the loop that drives them, and how another configuration takes the
// place of the present one meanwhile. What is done on another thread (compiler, loading) is said at its place; all else is the loop's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "exporter/output.hpp"
#include "probe/api/watch.hpp"
#include "probe/compile/object_cache.hpp"
#include "probe/control/file_watch.hpp"
#include "probe/control/kept_programs.hpp"
#include "probe/control/metering.hpp"
#include "probe/control/reconfigure.hpp"
#include "probe/interfaces/route_lookup.hpp"
#include "probe/live/live_session.hpp"
#include "probe/live/metered_interfaces.hpp"
#include "probe/monitor/monitors.hpp"
#include "probe/policy/policies.hpp"
#include "probe/policy/policy_sampler.hpp"
#include "probe/session/collectors.hpp"
#include "probe/session/own_flows.hpp"
#include "probe/session/statistics.hpp"

namespace probe {

class Running final : public Reconfigurable {
 public:
    // `reread` gives the settings anew when SIGHUP asks for it, or the file `configuration` (empty: there is none) has changed; its error
    // says why there are none.
    Running(std::shared_ptr<Metering> metering, std::function<Result<config::Settings>()> reread, std::string configuration);
    ~Running() override;

    Result<> start();
    // Until a signal ends it, or something that cannot be mended. Returns the exit code.
    int loop();

    using Reconfigurable::reconfigure;
    void reconfigure(Edit edit, Done done) override;
    [[nodiscard]] const config::Settings& settings() const override { return policies_.base(); }
    [[nodiscard]] Statistics statistics();

 private:
    using Copies = std::vector<Attachments::Copy>;
    using Step = Reconfiguration::Step;
    using Time = Reconfiguration::Time;
    using Loaded = Result<std::unique_ptr<KernelProgram>>;

    [[nodiscard]] static Time now() { return std::chrono::steady_clock::now(); }

    // What another configuration has so far.
    struct Next {
        std::shared_ptr<Metering> metering;
        std::map<Place, std::string> objects;
        std::set<Place> quick;  // whose objects were compiled quickly
        std::shared_ptr<exporter::Points> points;
        Copies copies;
        std::shared_future<Result<std::shared_ptr<const TableMaps>>> tables;
        std::shared_ptr<Metering> made_for;      // whose layouts the program refers to: an older one if it was kept
        std::unique_ptr<KernelProgram> program;  // none: the present one stays
        std::unique_ptr<Collectors> collectors;  // the first ones
        std::optional<Policies> policies;        // over other settings of the user
    };

    Result<> prepare_routes(exporter::Sources& sources);
    [[nodiscard]] Result<std::string> object_for(const Plan& plan, Place place) const;
    [[nodiscard]] LoadRequest load_request(const Metering& metering, Place place, const std::string& object) const;
    Result<> load_program();
    [[nodiscard]] exporter::ExporterSettings exporter_settings(const Metering& metering) const;
    [[nodiscard]] Result<std::unique_ptr<Collectors>> make_collectors(const Metering& metering);
    [[nodiscard]] std::unique_ptr<Flows> make_flows(Metering& metering, std::shared_ptr<exporter::Points> points);
    [[nodiscard]] Result<> start_watch();
    [[nodiscard]] api::Observation observation();
    void fail_with(const Error& error);
    void cut_snapshot();
    void wait_for_interval();
    void wait_for_wake_up();
    void watch_wake_ups();
    void wait_for_link_news();
    void wait_for_check();
    void wait_for_statistics_signal();
    void wait_for_reread_signal();
    void reread();
    void write_statistics_file();
    void say_what_runs();

    // running_changes.cpp: the steps of Reconfiguration.
    void go_on();
    void perform(Step step);
    void undo(Step step);
    void report(std::uint64_t ticket, const Result<Outcome>& result);
    void settle(const Result<>& done);
    template <class Work>
    void in_background(Work work);
    void plan_next();
    void compile_next();
    void load_next();
    [[nodiscard]] Loaded load_first(const Next& next) const;
    [[nodiscard]] Loaded load_copies(Next& next) const;
    Result<> check_next();
    Result<> attach_next();
    void swap_programs();
    void take_back_from_next();
    Result<> hand_over();
    Result<> change_collectors();
    void retire_program();
    void keep(Kept one);
    // running_refinement.cpp
    void plan_refinement();
    void refine();
    void refine_interfaces();
    // running_monitors.cpp
    struct MonitorChange {
        std::vector<std::shared_ptr<const monitor::PreparedMonitor>> started;
        std::vector<std::string> gone;
    };
    Result<> start_monitors();
    void check_monitors();
    [[nodiscard]] static Result<MonitorChange> monitor_change(const monitor::Monitors::AllPrepared& present,
                                                              const std::vector<config::Monitor>& wanted);
    void apply(const MonitorChange& change);

    [[nodiscard]] EarlierPrograms counted_before();

    // running_policies.cpp
    struct Asked;
    Result<> watch_file();
    [[nodiscard]] PolicyCounters policy_counters();
    void look_at_policies();
    void measure_program();
    void settle_policies(const Asked& asked, const Result<Outcome>& result);
    void watch_records();
    void tell(const PolicyDecision& decision);

    [[nodiscard]] bool holds_interfaces() const { return next_.program != nullptr || !next_.copies.empty(); }

    boost::asio::io_context io_{1};
    const std::function<Result<config::Settings>()> reread_;
    const std::string configuration_;
    std::shared_ptr<Metering> metering_;
    Policies policies_;
    std::shared_ptr<Metering> program_made_for_;  // whose layouts the program refers to: it may be older than the flows
    ObjectCache objects_;
    std::unique_ptr<RouteLookup> routes_;
    api::Watch watch_;  // gone after those that tell it what happens
    exporter::Output output_;
    OwnFlowTargets own_flows_;
    std::unique_ptr<RecordMetrics> record_metrics_;
    std::unique_ptr<Flows> flows_;
    std::unique_ptr<KernelProgram> program_;
    std::unique_ptr<Collectors> collectors_;  // gone before the program, whose memory their thread writes
    std::optional<Grace> grace_;
    std::optional<LiveSession> session_;
    ChainedPlaces places_;
    std::optional<monitor::Monitors> monitors_;
    MeteredInterfaces interfaces_;
    std::optional<Attachments> attachments_;  // gone before the program: nothing is attached to tables that nobody reads
    KeptPrograms kept_;
    EarlierPrograms earlier_;
    std::chrono::steady_clock::time_point begin_, next_snapshot_;
    const std::uint64_t started_ms_;  // since the Unix epoch
    int code_ = 0;
    std::uint64_t refined_ = 0;  // interfaces
    bool is_over_ = false, are_links_unread_ = false;

    boost::asio::signal_set stop_signals_{io_, SIGINT, SIGTERM};
    boost::asio::signal_set statistics_signal_{io_, SIGUSR1};
    boost::asio::signal_set reread_signal_{io_, SIGHUP};
    boost::asio::steady_timer timer_{io_}, check_timer_{io_}, measure_timer_{io_}, refinement_timer_{io_};
    std::optional<boost::asio::posix::stream_descriptor> wake_ups_, link_news_;

    Reconfiguration machine_;
    struct Asked {
        Edit edit;
        Done done;
        bool is_decision = false;  // of policies, and not of the user
    };
    std::map<std::uint64_t, Asked> asked_;  // by ticket
    std::deque<std::uint64_t> order_;
    std::uint64_t last_ticket_ = 0;
    Next next_;
    PolicySampler sampler_;
    std::optional<double> measured_ns_;  // a packet, in the latest look
    bool is_unmeasured_told_ = false;
    std::unique_ptr<FileWatch> file_watch_;
    // Gone first: their work refers to all above. Aside, flow tables are made while the compiler runs, and the next compiler is started. The
    // refiner has the priority of an ordinary process.
    boost::asio::thread_pool background_{1}, aside_{1}, refiner_{1};
};

}  // namespace probe
