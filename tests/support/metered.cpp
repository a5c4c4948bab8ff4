// SPDX-License-Identifier: Apache-2.0
#include "tests/support/metered.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>

#include "bpf/catalogue.hpp"
#include "probe/load/drain.hpp"
#include "probe/offline/kernel_engine.hpp"
#include "probe/offline/native_engine.hpp"
#include "probe/session/flows.hpp"
#include "probe/session/own_flows.hpp"
#include "probe/session/program_source.hpp"
#include "probe/unique_fd.hpp"

namespace support {

using Json = nlohmann::json;

namespace {

#ifdef XDPFLOW_SANITIZE
constexpr bool kHasKernel = false;  // the program in the kernel is the same one with and without sanitizers
#else
constexpr bool kHasKernel = true;
#endif

[[noreturn]] void give_up(const Error& error) {
    throw std::runtime_error(fmt::format("{}:{}:{}: {}", error.file, error.line, error.column, error.message));
}

template <class T>
T value_or_throw(Result<T> result) {
    if (!result) give_up(result.error());
    return std::move(*result);
}

}  // namespace

std::vector<std::filesystem::path> object_folders(bool keep) {
    if (!keep) return {};
    const char* chosen = std::getenv("XDPFLOW_TEST_OBJECTS");
    const std::filesystem::path folder = chosen ? chosen : XDPFLOW_TEST_OBJECTS;
    ::mkdir(folder.c_str(), 0755);
    return {folder};
}

namespace {

// The same octets in memory of exactly their size, so that a sanitizer sees the first octet read beyond; never null.
void meter_one(probe::Engine& engine, const Captured& frame, exporter::Points& points) {
    const auto exact = std::make_unique<std::byte[]>(frame.octets.size());
    std::copy(frame.octets.begin(), frame.octets.end(), exact.get());
    const auto captured = static_cast<std::uint32_t>(frame.octets.size());
    const probe::Frame as_read{frame.facts.time_ns,
                               frame.facts.wire_octets.value_or(captured),
                               frame.facts.interface,
                               {exact.get(), frame.octets.size()}};
    if (!engine.meter(as_read, points.take({.input = as_read.interface}).value())) give_up(engine.error());
}

std::vector<std::string> parse_lines(int file) {
    std::string text(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)), ' ');
    if (::pread(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) throw std::runtime_error("lost output");
    std::vector<std::string> flows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) flows.push_back(Json::parse(line).dump());
    std::sort(flows.begin(), flows.end());
    return flows;
}

}  // namespace

// No flow ends but by the flush: these tests are about what is metered, not about timeouts.
Metering run_and_drain(probe::ProgramMemory& memory, const probe::Plan& plan,
                       const std::function<void(exporter::Points&, const Snapshot&)>& run_all, exporter::Sources* sources) {
    const probe::UniqueFd file(::memfd_create("flows", MFD_CLOEXEC));
    exporter::Output output(file.get(), "memory");
    exporter::FlowCacheSettings settings;
    settings.active = settings.idle = std::chrono::nanoseconds(0);
    probe::Flows flows(plan, settings, probe::Format::json, output, sources);
    probe::clear_states(memory, plan.layouts);
    const bpf::shared::counters before = probe::sum_counters(memory);
    const std::uint64_t without_first = probe::fragments_without_first(memory);
    const auto snapshot = [&] {
        probe::drain(memory, 0, [&](std::uint32_t table, const std::byte* record) { flows.take(table, record, 0); });
    };
    run_all(flows.points(), snapshot);
    snapshot();
    flows.flush();
    if (const auto written = flows.finish(); !written) give_up(written.error());
    return {parse_lines(file.get()), probe::difference(probe::sum_counters(memory), before),
            probe::fragments_without_first(memory) - without_first};
}

namespace {

Metering run_in(probe::Engine& engine, const probe::Plan& plan, const std::vector<Captured>& frames, exporter::Sources* sources) {
    const auto run_all = [&](exporter::Points& points, const Snapshot& snapshot) {
        for (const Captured& frame : frames) {
            if (frame.facts.after_snapshot) snapshot();
            meter_one(engine, frame, points);
        }
    };
    return run_and_drain(engine.memory(), plan, run_all, sources);
}

void expect_same_counters(bpf::shared::counters native, bpf::shared::counters kernel, const std::string& fields) {
    native.evicted = kernel.evicted = 0;  // a matter of table sizes and of the hash's seed
    native.sampling = kernel.sampling = 0;
    EXPECT_EQ(std::memcmp(&native, &kernel, sizeof native), 0)
        << "the engines disagree for " << fields << ": frames " << native.frames << "/" << kernel.frames << ", octets "
        << native.octets << "/" << kernel.octets << ", non-IP " << native.non_ip << "/" << kernel.non_ip << ", malformed "
        << native.malformed << "/" << kernel.malformed << ", filtered " << native.filtered << "/" << kernel.filtered
        << ", dropped " << native.dropped[0] << "/" << kernel.dropped[0];
}

std::unique_ptr<probe::Engine> kernel_engine(const probe::Plan& plan, const probe::ObjectCache& cache,
                                             std::chrono::nanoseconds idle) {
    const std::string object = value_or_throw(probe::object_of(plan, probe::Source::capture, probe::Machine::bpf, cache));
    auto engine = probe::make_kernel_engine(object, plan, idle);
    if (engine) return std::move(*engine);
    if (engine.error().message.find("no permission") == std::string::npos) give_up(engine.error());
    static const int kOnce = std::printf("the kernel engine is skipped: %s\n", engine.error().message.c_str());
    (void)kOnce;
    return nullptr;
}

// The field's value in each flow: texts without quotes, numbers by size.
std::vector<std::string> values_of(const std::vector<std::string>& flows, const std::string& field) {
    std::vector<Json> values;
    for (const std::string& flow : flows) values.push_back(Json::parse(flow).at(field));
    std::sort(values.begin(), values.end());
    std::vector<std::string> texts;
    for (const Json& value : values) texts.push_back(value.is_string() ? value.get<std::string>() : value.dump());
    return texts;
}

std::string outcome_of(const Metering& metering, const std::string& field) {
    if (metering.counters.malformed) return "malformed";
    if (metering.counters.non_ip) return "non-IP";
    return metering.flows.size() == 1 ? metering.values(field) : fmt::format("{} flows", metering.flows.size());
}

}  // namespace

const bpf::Catalogue& built_in() {
    static const bpf::Catalogue kCatalogue = value_or_throw(bpf::Catalogue::load(""));
    return kCatalogue;
}

OneCpu::OneCpu() {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(::sched_getcpu(), &one);
    ::sched_setaffinity(0, sizeof one, &one);
}

OneCpu::~OneCpu() { ::sched_setaffinity(0, sizeof before_, &before_); }

std::string Metering::values(const std::string& field) const {
    return fmt::format("{}", fmt::join(values_of(flows, field), " "));
}

struct Meter::Parts {
    std::string fields;
    probe::Plan plan;
    exporter::Sources* sources = nullptr;
    std::unique_ptr<probe::Engine> native, kernel;
};

Meter::~Meter() = default;

Meter::Meter(const std::string& fields, const MeterSetup& setup) : parts_(std::make_unique<Parts>()) {
    probe::PlanRequest request{probe::split_names(fields),
                               setup.droppers,
                               {},
                               setup.collectors != nullptr,
                               setup.tunnels,
                               {static_cast<probe::Sampling::Method>(setup.sampling_method), setup.sampling_interval}};
    request.fragments = setup.fragments;
    if (setup.sources) request.configured = setup.sources->configured;
    parts_->sources = setup.sources;
    parts_->fields = fields;
    parts_->plan = value_or_throw(probe::make_plan(request, setup.catalogue ? *setup.catalogue : built_in()));
    const probe::ObjectCache cache(object_folders(setup.keep_objects));
    const std::string native =
        value_or_throw(probe::object_of(parts_->plan, probe::Source::capture, probe::Machine::native, cache));
    parts_->native = value_or_throw(probe::make_native_engine(native, parts_->plan, setup.idle));
    if (kHasKernel && setup.kernel) parts_->kernel = kernel_engine(parts_->plan, cache, setup.idle);
    for (probe::Engine* engine : {parts_->native.get(), parts_->kernel.get()})
        if (engine && setup.collectors) probe::set_own_flows(*engine->memory().control, *setup.collectors);
}

Metering Meter::run(const std::vector<Captured>& frames) {
    Metering native = run_in(*parts_->native, parts_->plan, frames, parts_->sources);
    EXPECT_EQ(native.counters.lost_records, 0U);
    if (!parts_->kernel) return native;
    const Metering kernel = run_in(*parts_->kernel, parts_->plan, frames, parts_->sources);
    EXPECT_EQ(native.flows, kernel.flows) << "the engines disagree for " << parts_->fields;
    expect_same_counters(native.counters, kernel.counters, parts_->fields);
    EXPECT_EQ(native.fragments_without_first, kernel.fragments_without_first) << "the engines disagree for " << parts_->fields;
    return native;
}

std::string metered(const std::string& field, const std::vector<Captured>& frames, const std::string& fields,
                    const MeterSetup& setup) {
    return Meter(fields.empty() ? field : fields, setup).run(frames).values(field);
}

std::string metered_with(exporter::Sources& sources, const std::string& field, const std::vector<Captured>& frames,
                         const std::string& fields) {
    return Meter(fields.empty() ? field : fields, {.sources = &sources}).run(frames).values(field);
}

std::string by_captured_octets(const std::string& field, const Packet& packet, const MeterSetup& setup) {
    Meter meter(field, setup);
    const Octets whole = packet.octets();
    std::string result, last;
    for (std::size_t count = 0; count <= whole.size(); count++) {
        const Octets part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(count));
        const Metering metering = meter.run({{part, {.wire_octets = static_cast<std::uint32_t>(whole.size())}}});
        const std::string outcome = outcome_of(metering, field);
        if (outcome != last) result += fmt::format("{}{}: {}", result.empty() ? "" : ", ", count, outcome);
        last = outcome;
    }
    return result;
}

}  // namespace support
