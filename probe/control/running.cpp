// SPDX-License-Identifier: Apache-2.0
#include "probe/control/running.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "probe/load/needs.hpp"
#include "probe/session/complain.hpp"
#include "probe/session/meter_report.hpp"
#include "probe/session/program_source.hpp"

namespace probe {

namespace asio = boost::asio;

namespace {

// What goes without news is rare, and what failed may wait: no more often than that.
constexpr std::chrono::seconds kCheckInterval{5};

bool asks_for_tags(const Plan& plan) {
    return std::any_of(plan.fields.begin(), plan.fields.end(), [](const bpf::Feature* field) {
        return field->layer == bpf::Layer::vlan || field->element.find("ayer2") != std::string::npos;
    });
}

}  // namespace

Running::Running(std::shared_ptr<Metering> metering, std::function<Result<config::Settings>()> reread, std::string configuration)
    : reread_(std::move(reread)),
      configuration_(std::move(configuration)),
      metering_(std::move(metering)),
      policies_(metering_->settings,
                [this](const config::Settings& settings) { return policy_fields(settings, metering_->catalogue); }),
      output_(STDOUT_FILENO, "standard output"),
      flows_(make_flows(*metering_, nullptr)),
      interfaces_(metering_->settings.interface_settings(asks_for_tags(metering_->plan)),
                  [this](const std::string& line) {
                      complain(line);
                      watch_.tell("interface", line);
                  }),
      started_ms_(metering_->settings.options_settings().started_ms) {}

Running::~Running() {
    background_.join();
    aside_.join();
    refiner_.join();
}

std::unique_ptr<Flows> Running::make_flows(Metering& metering, std::shared_ptr<exporter::Points> points) {
    return std::make_unique<Flows>(metering.plan, metering.cache_settings(), metering.settings.chosen_format(), output_,
                                   metering.sources.get(), std::move(points));
}

Result<> Running::start() {
    if (auto needs = check_needs(); !needs) return needs;
    if (auto found = interfaces_.find(); !found) return found;
    update_interface_names(interfaces_.links(), metering_->sources->interface_names);
    if (auto prepared = prepare_routes(*metering_->sources); !prepared) return prepared;
    if (auto loaded = load_program(); !loaded) return loaded;
    if (!metering_->settings.collectors.empty()) {
        auto collectors = make_collectors(*metering_);
        if (!collectors) return tl::unexpected(collectors.error());
        collectors_ = std::move(*collectors);
        flows_->export_to(collectors_->exporter(), metering_->settings.prints());
    }
    auto grace = Grace::make();
    if (!grace) return tl::unexpected(grace.error());
    grace_.emplace(std::move(*grace));
    session_.emplace(*program_, *grace_, *flows_);
    attachments_.emplace(*program_, flows_->points(), &places_);
    if (auto watched = start_watch(); !watched) return watched;
    if (auto attached = interfaces_.start(*attachments_); !attached) return attached;
    if (auto started = start_monitors(); !started) return started;
    begin_ = std::chrono::steady_clock::now();
    watch_records();
    return watch_file();
}

Result<> Running::prepare_routes(exporter::Sources& sources) {
    if (!sources.has("route_lookup")) return {};
    if (!routes_) {
        auto made = RouteLookup::make();
        if (!made) return tl::unexpected(made.error());
        routes_ = std::move(*made);
    }
    sources.route = [this](const config::Address& destination) {
        return routes_->find(destination, std::chrono::steady_clock::now());
    };
    return {};
}

Result<std::string> Running::object_for(const Plan& plan, Place place) const {
    return object_of(plan, Source::live, Machine::bpf, objects_, place);
}

LoadRequest Running::load_request(const Metering& metering, Place place, const std::string& object) const {
    return {.object = &object,
            .plan = &metering.plan,
            .table_size = metering.memory.tables,
            .place = place,
            .object_of = [this, plan = &metering.plan](Place other) { return object_for(*plan, other); },
            .idle = metering.settings.cache_settings().idle};
}

// With the text that the first attachment needs; those for other kinds of places are made when they are needed.
Result<> Running::load_program() {
    const MeterSettings& settings = metering_->settings;
    const bool tc = settings.mode == "tc" || settings.direction == "out";
    const Place place{tc ? Hook::tc : Hook::xdp, interfaces_.begin_with_ethernet()};
    const auto object = object_for(metering_->plan, place);
    if (!object) return tl::unexpected(object.error());
    auto program = KernelProgram::load(load_request(*metering_, place, *object));
    if (!program) return tl::unexpected(program.error());
    program_ = std::move(*program);
    program_made_for_ = metering_;
    own_flows_.add(*program_->memory().control);
    return {};
}

exporter::ExporterSettings Running::exporter_settings(const Metering& metering) const {
    exporter::ExporterSettings settings = metering.settings.exporter_settings();
    settings.options.started_ms = started_ms_;
    return settings;
}

Result<std::unique_ptr<Collectors>> Running::make_collectors(const Metering& metering) {
    auto made = Collectors::make(
        metering.settings.collectors, exporter_settings(metering), metering.plan.exported,
        [this](const auto& reports) { own_flows_.set(reports); },
        [this](const exporter::CollectorReport& report) { watch_.tell(report); });
    if (made)
        (*made)->exporter().describe({[this] { return meter_report(statistics()); },
                                      [this] { return interface_names(attachments_->statistics(), interfaces_.links()); }});
    return made;
}

int Running::loop() {
    stop_signals_.async_wait([this](auto, int) { io_.stop(); });
    wait_for_statistics_signal();
    wait_for_reread_signal();
    next_snapshot_ = std::chrono::steady_clock::now();
    wait_for_interval();
    watch_wake_ups();
    link_news_.emplace(io_, ::dup(interfaces_.descriptor()));
    wait_for_link_news();
    wait_for_check();
    say_what_runs();
    io_.run();
    is_over_ = true;
    watch_.stop();
    background_.join();  // what it was making is for nobody
    aside_.join();
    interfaces_.stop();
    monitors_->stop_all();
    if (auto done = session_->finish(); !done) fail_with(done.error());
    if (collectors_) {
        collectors_->exporter().finish();
        collectors_->finish_leaving();
    }
    write_statistics_file();
    complain(summary(statistics()), kDone);
    const Error ended{"the probe has ended", {}, 0, 0};
    for (const auto& [ticket, asked] : std::exchange(asked_, {}))
        if (asked.done) asked.done(tl::unexpected(ended));
    return code_;
}

void Running::fail_with(const Error& error) {
    if (code_ == kDone) code_ = complain(error);
    io_.stop();
}

void Running::cut_snapshot() {
    if (auto done = session_->snapshot(); !done) return fail_with(done.error());
    attachments_->settle();
    watch_.look(program_->memory());
    look_at_policies();
}

Result<> Running::start_watch() {
    return watch_.start(metering_->settings, {io_, [this] { return observation(); }, [this]() -> Flows& { return *flows_; },
                                              [this] { return program_runs(*program_, attachments_->attached()); }, this,
                                              [this] { return &*monitors_; }});
}

api::Observation Running::observation() {
    api::Observation seen = watch_.observation(statistics(), metering_->plan);
    seen.most_flows = metering_->memory.most_flows;
    seen.policies = policies_.reports();
    seen.has_monitors = monitors_ && !monitors_->is_empty();
    return seen;
}

void Running::wait_for_interval() {
    next_snapshot_ += std::chrono::nanoseconds(static_cast<std::int64_t>(metering_->settings.interval_s * 1e9));
    next_snapshot_ = std::max(next_snapshot_, std::chrono::steady_clock::now());
    timer_.expires_at(next_snapshot_);
    timer_.async_wait([this](auto error) {
        if (error) return;
        cut_snapshot();
        wait_for_interval();
    });
}

void Running::watch_wake_ups() {
    wake_ups_.reset();
    if (program_->wake_up_fd() < 0) return;
    wake_ups_.emplace(io_, ::dup(program_->wake_up_fd()));
    wait_for_wake_up();
}

void Running::wait_for_wake_up() {
    wake_ups_->async_wait(asio::posix::stream_descriptor::wait_read, [this](auto error) {
        if (error) return;
        cut_snapshot();
        wait_for_wake_up();
    });
}

void Running::wait_for_link_news() {
    link_news_->async_wait(asio::posix::stream_descriptor::wait_read, [this](auto error) {
        if (error) return;
        if (holds_interfaces()) {  // looked at when the change is over
            are_links_unread_ = true;
            return;
        }
        const bool goes_on = interfaces_.follow();
        update_interface_names(interfaces_.links(), metering_->sources->interface_names);
        if (goes_on) wait_for_link_news();
    });
}

void Running::wait_for_check() {
    check_timer_.expires_after(kCheckInterval);
    check_timer_.async_wait([this](auto error) {
        if (error) return;
        if (!holds_interfaces()) {
            interfaces_.check();
            check_monitors();
            update_interface_names(interfaces_.links(), metering_->sources->interface_names);
        }
        wait_for_check();
    });
}

void Running::wait_for_statistics_signal() {
    statistics_signal_.async_wait([this](auto error, int) {
        if (error) return;
        write_statistics_file();
        wait_for_statistics_signal();
    });
}

Statistics Running::statistics() {
    Statistics statistics;
    ProgramMemory& memory = program_->memory();
    statistics.ports = attachments_->statistics();
    statistics.attaching = interfaces_.statistics();
    for (const PortStatistics& port : statistics.ports) add(statistics.total, port.counters);
    statistics.uncounted = memory.control->uncounted + earlier_.uncounted;
    if (memory.forgotten || earlier_.lost_states > 0) statistics.lost_states = lost_states(memory) + earlier_.lost_states;
    if (memory.fragments || earlier_.fragments_without_first > 0)
        statistics.fragments_without_first = fragments_without_first(memory) + earlier_.fragments_without_first;
    statistics.swaps = session_->swaps();
    statistics.records = session_->records();
    statistics.active_flows = flows_->active();
    statistics.table_octets = program_->table_octets();
    statistics.kept_octets = kept_.octets();
    statistics.most_flow_octets = metering_->memory.flow_octets;
    if (metering_->sources->addresses) statistics.failed_lookups = metering_->sources->addresses->failed();
    statistics.exported = flows_->exported();
    statistics.has_packets = metering_->plan.layouts.tables.front().find("IN_PKTS") != nullptr;
    statistics.mode = statistics.ports.empty() ? "none" : statistics.ports.front().mode;
    for (const PortStatistics& port : statistics.ports)
        if (port.mode != statistics.mode) statistics.mode = "mixed";
    statistics.duration = std::chrono::steady_clock::now() - begin_;
    if (collectors_) statistics.collectors = collectors_->reports();
    statistics.earlier = earlier_;
    statistics.reconfigurations = machine_.counters();
    statistics.reconfigurations->refined = refined_;
    return statistics;
}

void Running::write_statistics_file() {
    if (metering_->settings.stats.empty()) return;
    const std::string object = to_json(statistics(), metering_->plan);
    if (auto written = write_statistics(metering_->settings.stats, object); !written) code_ = complain(written.error());
}

void Running::say_what_runs() {
    std::string line = "metering" + text_of(attachments_->attached());
    if (attachments_->attached().empty()) line += " nothing yet";
    std::string missing;
    for (const std::string& word : interfaces_.waited_for()) missing += (missing.empty() ? "; waiting for " : ", ") + word;
    line += missing.empty() ? "" : missing + " (`ip link` lists what there is)";
    complain(line + "; tables of " + std::to_string(program_->table_octets() >> 20) + " MiB, at most " +
                 std::to_string(metering_->memory.flow_octets >> 20) + " MiB of flows; end with Ctrl-C",
             kDone);
}

}  // namespace probe
