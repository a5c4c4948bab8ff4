// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <memory>

#include "exporter/output.hpp"
#include "probe/command/options.hpp"
#include "probe/compile/object_cache.hpp"
#include "probe/compose/source_text.hpp"
#include "probe/offline/kernel_engine.hpp"
#include "probe/offline/native_engine.hpp"
#include "probe/offline/read_session.hpp"
#include "probe/session/collectors.hpp"
#include "probe/session/load_sources.hpp"
#include "probe/session/meter_report.hpp"
#include "probe/session/program_source.hpp"

namespace probe {

namespace {

struct ReadOptions {
    MeterOptions meter;
    std::vector<std::string> files;
    std::string engine = "native";
};

volatile sig_atomic_t stopped = 0;
volatile sig_atomic_t stats_wanted = 0;

void listen_to_signals() {
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGUSR1, [](int) { stats_wanted = 1; });
    struct sigaction end {};  // without SA_RESTART: the read of a silent pipe is interrupted
    end.sa_handler = [](int) { stopped = 1; };
    ::sigaction(SIGINT, &end, nullptr);
    ::sigaction(SIGTERM, &end, nullptr);
}

Result<std::unique_ptr<Engine>> make_engine(const std::string& name, const Plan& plan, std::chrono::nanoseconds idle) {
    const Machine machine = name == "kernel" ? Machine::bpf : Machine::native;
    const auto object = object_of(plan, Source::capture, machine);
    if (!object) return tl::unexpected(object.error());
    return machine == Machine::bpf ? make_kernel_engine(*object, plan, idle) : make_native_engine(*object, plan, idle);
}

Statistics statistics_of(const ReadOptions& options, Engine& engine, const ReadSession& session, const Flows& flows,
                         const Collectors* collectors, const exporter::Sources& sources,
                         std::chrono::steady_clock::time_point begin) {
    Statistics statistics;
    if (sources.addresses) statistics.failed_lookups = sources.addresses->failed();
    if (collectors) statistics.collectors = collectors->exporter().reports();
    statistics.total = sum_counters(engine.memory());
    statistics.unsupported = session.unsupported();
    statistics.uncounted = engine.memory().control->uncounted;
    if (engine.memory().forgotten) statistics.lost_states = lost_states(engine.memory());
    if (engine.memory().fragments) statistics.fragments_without_first = fragments_without_first(engine.memory());
    statistics.swaps = session.drains();
    statistics.records = session.records();
    statistics.active_flows = flows.active();
    statistics.exported = flows.exported();
    statistics.has_packets = engine.memory().tables.front().layout->find("IN_PKTS") != nullptr;
    statistics.mode = options.engine;
    statistics.duration = std::chrono::steady_clock::now() - begin;
    return statistics;
}

int read_files(const ReadOptions& options) {
    listen_to_signals();
    if (auto output = require_standard_output(); !output) return complain(output.error(), kRefused);
    const auto begin = std::chrono::steady_clock::now();
    const auto catalogue = bpf::Catalogue::load(options.meter.features_folder);
    if (!catalogue) return complain(catalogue.error(), kRefused);
    const auto sources = load_sources(options.meter);
    if (!sources) return complain(sources.error(), kRefused);
    PlanRequest wanted = options.meter.plan_request();
    wanted.configured = (*sources)->configured;
    const auto plan = make_plan(wanted, *catalogue);
    if (!plan) return complain(plan.error(), kRefused);
    if (!plan->remark.empty()) complain(plan->remark);
    const auto engine = make_engine(options.engine, *plan, options.meter.cache_settings().idle);
    if (!engine) return complain(engine.error());

    exporter::Output output(STDOUT_FILENO, "standard output");
    Flows flows(*plan, options.meter.cache_settings(), options.meter.chosen_format(), output, sources->get());
    std::unique_ptr<Collectors> collectors;
    if (!options.meter.collectors.empty()) {
        exporter::ExporterSettings settings = options.meter.exporter_settings();
        settings.transport.longest_push = std::chrono::seconds(10);  // a file can wait
        auto made = Collectors::make(options.meter.collectors, settings, plan->exported);
        if (!made) return complain(made.error(), kRefused);
        collectors = std::move(*made);
        flows.export_to(collectors->exporter(), options.meter.prints());
    }
    int code = kDone;
    const auto write_stats = [&](const ReadSession& session) {
        stats_wanted = 0;
        if (options.meter.stats.empty()) return;
        const auto statistics = statistics_of(options, **engine, session, flows, collectors.get(), **sources, begin);
        if (const auto written = write_statistics(options.meter.stats, to_json(statistics, *plan)); !written)
            code = complain(written.error());
    };
    ReadSession session(**engine, flows, [&] {
        if (stats_wanted) write_stats(session);
        return stopped || output.has_failed();
    });
    if (collectors)  // a capture file has no interfaces with names
        collectors->exporter().describe(
            {[&] { return meter_report(statistics_of(options, **engine, session, flows, nullptr, **sources, begin)); },
             [] { return std::vector<exporter::InterfaceName>(); }});
    for (const std::string& file : options.files) {
        if (stopped) break;
        if (const auto read = session.read(file); !read && !stopped) {
            code = complain(read.error());
            break;
        }
    }
    session.finish();
    if (collectors) collectors->exporter().finish();
    if (const auto written = flows.finish(); !written) code = complain(written.error());
    write_stats(session);
    const auto statistics = statistics_of(options, **engine, session, flows, collectors.get(), **sources, begin);
    if (code == kDone || statistics.total.frames > 0) complain(summary(statistics), kDone);
    for (const exporter::CollectorReport& report : statistics.collectors)
        if (exporter::lost_records(report.counters) > 0) code = kFailed;
    return code;
}

}  // namespace

void add_read_command(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<ReadOptions>();
    CLI::App* command = app.add_subcommand("read", "Print the flows of capture files (pcap or pcapng, also gzipped)");
    command->add_option("file", options->files, "Capture files; - is standard input")->required()->type_name("FILE…");
    options->meter.add_to(*command, config::Used::always);
    command->add_option("--engine", options->engine, "Where the program runs: native (this process) or kernel (needs root)")
        ->check(CLI::IsMember({"native", "kernel"}).description(""))
        ->capture_default_str()
        ->type_name("native|kernel");
    command->callback([options, &exit_code] { exit_code = read_files(*options); });
}

}  // namespace probe
