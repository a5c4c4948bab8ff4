// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>

#include "exporter/output.hpp"
#include "probe/command/options.hpp"
#include "probe/interfaces/route_lookup.hpp"
#include "probe/live/live_session.hpp"
#include "probe/live/memory_plan.hpp"
#include "probe/live/metered_interfaces.hpp"
#include "probe/load/needs.hpp"
#include "probe/session/collectors.hpp"
#include "probe/session/load_sources.hpp"
#include "probe/session/meter_report.hpp"
#include "probe/session/own_flows.hpp"
#include "probe/session/program_source.hpp"
#include "probe/session/statistics.hpp"

namespace probe {

namespace {

namespace asio = boost::asio;

struct RunOptions {
    MeterOptions meter;
    std::string configuration;  // file, or empty
};

Mode mode_of(const std::string& word) {
    for (const Mode mode : {Mode::native, Mode::generic, Mode::tc})
        if (word == name_of(mode)) return mode;
    return Mode::automatic;
}

std::vector<Direction> directions_of(const std::string& word) {
    if (word == "both") return {Direction::in, Direction::out};
    return {word == "out" ? Direction::out : Direction::in};
}

bool asks_for_tags(const Plan& plan) {
    return std::any_of(plan.fields.begin(), plan.fields.end(), [](const bpf::Feature* field) {
        return field->layer == bpf::Layer::vlan || field->element.find("ayer2") != std::string::npos;
    });
}

InterfaceSettings interface_settings(const RunOptions& options, const Plan& plan) {
    const config::Settings& chosen = options.meter;
    return {chosen.interfaces,
            mode_of(chosen.mode),
            chosen.stacked == "all" ? Stacked::all : Stacked::lowest,
            chosen.wait,
            {chosen.promiscuous, chosen.fix_offloads, asks_for_tags(plan)},
            directions_of(chosen.direction)};
}

exporter::FlowCacheSettings cache_settings(const RunOptions& options, const MemoryPlan& memory) {
    exporter::FlowCacheSettings settings = options.meter.cache_settings();
    settings.max_flows = static_cast<std::size_t>(memory.most_flows);
    return settings;
}

// What goes without news is rare, and what failed may wait: no more often than that.
constexpr std::chrono::seconds kCheckInterval{5};

// Everything that lives while the probe runs; the loop at the end drives it.
class Run {
 public:
    Run(const RunOptions& options, const Plan& plan, const MemoryPlan& memory, exporter::Sources& sources)
        : options_(options),
          plan_(plan),
          memory_(memory),
          sources_(sources),
          flows_(plan, cache_settings(options, memory), options.meter.chosen_format(), output_, &sources),
          interfaces_(interface_settings(options, plan), [](const std::string& line) { complain(line); }) {}

    Result<> start() {
        if (auto needs = check_needs(); !needs) return needs;
        if (auto found = interfaces_.find(); !found) return found;
        update_interface_names(interfaces_.links(), sources_.interface_names);
        if (auto prepared = prepare_routes(); !prepared) return prepared;
        if (auto loaded = load_program(); !loaded) return loaded;
        if (auto started = start_collectors(); !started) return started;
        auto grace = Grace::make();
        if (!grace) return tl::unexpected(grace.error());
        grace_.emplace(std::move(*grace));
        session_.emplace(*program_, *grace_, flows_);
        attachments_.emplace(*program_, flows_.points());
        if (auto attached = interfaces_.start(*attachments_); !attached) return attached;
        begin_ = std::chrono::steady_clock::now();
        if (collectors_)
            collectors_->exporter().describe(
                {[this] { return meter_report(statistics()); },
                 [this] { return interface_names(attachments_->statistics(), interfaces_.links()); }});
        return {};
    }

    int loop() {
        stop_signals_.async_wait([this](auto, int) { io_.stop(); });
        wait_for_statistics_signal();
        next_ = std::chrono::steady_clock::now();
        wait_for_interval();
        if (program_->wake_up_fd() >= 0) {
            wake_ups_.emplace(io_, ::dup(program_->wake_up_fd()));
            wait_for_wake_up();
        }
        link_news_.emplace(io_, ::dup(interfaces_.descriptor()));
        wait_for_link_news();
        wait_for_check();
        say_what_runs();
        io_.run();
        interfaces_.stop();
        if (auto done = session_->finish(); !done) fail_with(done.error());
        if (collectors_) collectors_->exporter().finish();
        write_statistics_file();
        complain(summary(statistics()), kDone);
        return code_;
    }

 private:
    Result<> prepare_routes() {
        if (!options_.meter.route_lookup) return {};
        auto made = RouteLookup::make();
        if (!made) return tl::unexpected(made.error());
        routes_ = std::move(*made);
        sources_.route = [this](const config::Address& destination) {
            return routes_->find(destination, std::chrono::steady_clock::now());
        };
        return {};
    }

    // With the text that the first attachment needs; those for other kinds of places are made when they are needed.
    Result<> load_program() {
        const auto object_for = [this](Place place) {
            return object_of(plan_, Source::live, Machine::bpf, ObjectCache(), place);
        };
        const bool tc = options_.meter.mode == "tc" || options_.meter.direction == "out";
        const Place place{tc ? Hook::tc : Hook::xdp, interfaces_.begin_with_ethernet()};
        const auto object = object_for(place);
        if (!object) return tl::unexpected(object.error());
        auto program =
            KernelProgram::load({&*object, &plan_, memory_.tables, place, object_for, options_.meter.cache_settings().idle});
        if (!program) return tl::unexpected(program.error());
        program_ = std::move(*program);
        return {};
    }

    Result<> start_collectors() {
        if (options_.meter.collectors.empty()) return {};
        auto made =
            Collectors::make(options_.meter.collectors, options_.meter.exporter_settings(), plan_.exported,
                             [control = program_->memory().control](const auto& reports) { set_own_flows(*control, reports); });
        if (!made) return tl::unexpected(made.error());
        collectors_ = std::move(*made);
        flows_.export_to(collectors_->exporter(), options_.meter.prints());
        return {};
    }

    void fail_with(const Error& error) {
        if (code_ == kDone) code_ = complain(error);
        io_.stop();
    }

    void cut_snapshot() {
        if (auto done = session_->snapshot(); !done) return fail_with(done.error());
        attachments_->settle();
    }

    void wait_for_interval() {
        next_ += std::chrono::nanoseconds(static_cast<std::int64_t>(options_.meter.interval_s * 1e9));
        next_ = std::max(next_, std::chrono::steady_clock::now());
        timer_.expires_at(next_);
        timer_.async_wait([this](auto error) {
            if (error) return;
            cut_snapshot();
            wait_for_interval();
        });
    }

    void wait_for_wake_up() {
        wake_ups_->async_wait(asio::posix::stream_descriptor::wait_read, [this](auto error) {
            if (error) return;
            cut_snapshot();
            wait_for_wake_up();
        });
    }

    void wait_for_link_news() {
        link_news_->async_wait(asio::posix::stream_descriptor::wait_read, [this](auto error) {
            if (error) return;
            const bool goes_on = interfaces_.follow();
            update_interface_names(interfaces_.links(), sources_.interface_names);
            if (goes_on) wait_for_link_news();
        });
    }

    void wait_for_check() {
        check_timer_.expires_after(kCheckInterval);
        check_timer_.async_wait([this](auto error) {
            if (error) return;
            interfaces_.check();
            update_interface_names(interfaces_.links(), sources_.interface_names);
            wait_for_check();
        });
    }

    void wait_for_statistics_signal() {
        statistics_signal_.async_wait([this](auto error, int) {
            if (error) return;
            write_statistics_file();
            wait_for_statistics_signal();
        });
    }

    [[nodiscard]] Statistics statistics() {
        Statistics statistics;
        ProgramMemory& memory = program_->memory();
        statistics.ports = attachments_->statistics();
        statistics.attaching = interfaces_.statistics();
        statistics.total = sum_counters(memory);
        statistics.uncounted = memory.control->uncounted;
        if (memory.forgotten) statistics.lost_states = lost_states(memory);
        if (memory.fragments) statistics.fragments_without_first = fragments_without_first(memory);
        statistics.swaps = session_->swaps();
        statistics.records = session_->records();
        statistics.active_flows = flows_.active();
        statistics.table_octets = program_->table_octets();
        statistics.most_flow_octets = memory_.flow_octets;
        if (sources_.addresses) statistics.failed_lookups = sources_.addresses->failed();
        statistics.exported = flows_.exported();
        statistics.has_packets = plan_.layouts.tables.front().find("IN_PKTS") != nullptr;
        statistics.mode = statistics.ports.empty() ? "none" : statistics.ports.front().mode;
        for (const PortStatistics& port : statistics.ports)
            if (port.mode != statistics.mode) statistics.mode = "mixed";
        statistics.duration = std::chrono::steady_clock::now() - begin_;
        if (collectors_) statistics.collectors = collectors_->exporter().reports();
        return statistics;
    }

    void write_statistics_file() {
        if (options_.meter.stats.empty()) return;
        if (auto written = write_statistics(options_.meter.stats, to_json(statistics(), plan_)); !written)
            code_ = complain(written.error());
    }

    void say_what_runs() {
        std::string line = "metering" + text_of(attachments_->attached());
        if (attachments_->attached().empty()) line += " nothing yet";
        std::string missing;
        for (const std::string& word : interfaces_.waited_for()) missing += (missing.empty() ? "; waiting for " : ", ") + word;
        line += missing.empty() ? "" : missing + " (`ip link` lists what there is)";
        complain(line + "; tables of " + std::to_string(program_->table_octets() >> 20) + " MiB, at most " +
                     std::to_string(memory_.flow_octets >> 20) + " MiB of flows; end with Ctrl-C",
                 kDone);
    }

    const RunOptions& options_;
    const Plan& plan_;
    const MemoryPlan memory_;
    exporter::Sources& sources_;
    std::unique_ptr<RouteLookup> routes_;
    exporter::Output output_{STDOUT_FILENO, "standard output"};
    Flows flows_;
    std::unique_ptr<KernelProgram> program_;
    std::unique_ptr<Collectors> collectors_;  // gone before the program, whose memory their thread writes
    std::optional<Grace> grace_;
    std::optional<LiveSession> session_;
    MeteredInterfaces interfaces_;
    std::optional<Attachments> attachments_;  // gone before the program: nothing is attached to tables that nobody reads
    std::chrono::steady_clock::time_point begin_, next_;
    int code_ = kDone;
    asio::io_context io_{1};
    asio::signal_set stop_signals_{io_, SIGINT, SIGTERM};
    asio::signal_set statistics_signal_{io_, SIGUSR1};
    asio::steady_timer timer_{io_}, check_timer_{io_};
    std::optional<asio::posix::stream_descriptor> wake_ups_, link_news_;
};

// One or two for every interface, and there may be many.
void allow_many_descriptors() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int run(const RunOptions& options) {
    allow_many_descriptors();
    // Under a flood of new flows the logs fill within milliseconds: emptying them goes before what else wants the CPU.
    ::setpriority(PRIO_PROCESS, 0, -20);  // needs CAP_SYS_NICE; without it the probe works, too
    std::signal(SIGPIPE, SIG_IGN);
    if (auto output = require_standard_output(); !output) return complain(output.error(), kRefused);
    const auto catalogue = bpf::Catalogue::load(options.meter.features_folder);
    if (!catalogue) return complain(catalogue.error(), kRefused);
    const auto sources = load_sources(options.meter);
    if (!sources) return complain(sources.error(), kRefused);
    PlanRequest wanted = options.meter.plan_request();
    wanted.configured = (*sources)->configured;
    wanted.own_export = !options.meter.collectors.empty();
    const auto plan = make_plan(wanted, *catalogue);
    if (!plan) return complain(plan.error(), kRefused);
    if (!plan->remark.empty()) complain(plan->remark);
    const auto request = memory_request(options.meter.memory_mib << 20, options.meter.max_flows);
    if (!request) return complain(request.error());
    const auto memory = plan_memory(*plan, *request);
    if (!memory) return complain(memory.error(), kRefused);
    Run running(options, *plan, *memory, **sources);
    if (auto started = running.start(); !started) return complain(started.error());
    return running.loop();
}

}  // namespace

void add_run_command(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<RunOptions>();
    CLI::App* command = app.add_subcommand("run", "Meter live interfaces; print their flows, or send them to collectors");
    options->meter.add_to(*command, config::Used::live);
    command
        ->add_option("--config", options->configuration,
                     "Take settings from this file; the command line wins (see `xdpflow check`)")
        ->type_name("FILE");
    command->callback([options, command, &exit_code] {
        const bool reads_file = command->count("--config") > 0;
        const bool is_sound = !reads_file || options->meter.add_file(options->configuration, *command);
        exit_code = is_sound ? run(*options) : kRefused;
    });
}

}  // namespace probe
