// SPDX-License-Identifier: Apache-2.0
#include "tests/support/metered.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>

#include "probe/load/drain.hpp"
#include "probe/offline/kernel_engine.hpp"
#include "probe/offline/native_engine.hpp"
#include "probe/session/flows.hpp"
#include "probe/session/program_source.hpp"

namespace support {

namespace {

template <class T>
T value_or_throw(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    return std::move(*result);
}

// Every program is compiled once for all tests of a build, which run one process a test.
std::vector<std::filesystem::path> object_folders(bool keep) {
    if (!keep) return {};
    const char* chosen = std::getenv("XDPFLOW_TEST_OBJECTS");
    const std::filesystem::path folder = chosen ? chosen : XDPFLOW_TEST_OBJECTS;
    ::mkdir(folder.c_str(), 0755);
    return {folder};
}

// A flow that several CPUs meter is joined by time, and not every set of fields holds one: so the packets stay on one CPU.
class OneCpu {
  public:
    OneCpu() {
        ::sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(::sched_getcpu(), &one);
        ::sched_setaffinity(0, sizeof one, &one);
    }
    OneCpu(const OneCpu&) = delete;
    OneCpu& operator=(const OneCpu&) = delete;
    ~OneCpu() { ::sched_setaffinity(0, sizeof before_, &before_); }

  private:
    cpu_set_t before_{};
};

// The same octets in memory of exactly their size, so that a sanitizer sees the first octet read beyond; never null.
void meter_one(probe::Engine& engine, const Captured& frame) {
    const auto exact = std::make_unique<std::byte[]>(frame.octets.size());
    std::copy(frame.octets.begin(), frame.octets.end(), exact.get());
    const auto captured = static_cast<std::uint32_t>(frame.octets.size());
    const probe::Frame as_read{frame.facts.time_ns, frame.facts.wire_octets.value_or(captured), frame.facts.interface,
                               {exact.get(), frame.octets.size()}};
    if (!engine.meter(as_read)) throw std::runtime_error(engine.error().text());
}

bpf::shared::counters difference(const bpf::shared::counters& after, const bpf::shared::counters& before) {
    constexpr std::size_t kWords = sizeof after / sizeof(std::uint64_t);
    std::array<std::uint64_t, kWords> a{}, b{};
    std::memcpy(a.data(), &after, sizeof after);
    std::memcpy(b.data(), &before, sizeof before);
    for (std::size_t i = 0; i < kWords; i++) a[i] -= b[i];
    bpf::shared::counters result{};
    std::memcpy(&result, a.data(), sizeof result);
    return result;
}

std::vector<Json> parse_lines(int file) {
    std::string text(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)), ' ');
    if (::pread(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) throw std::runtime_error("lost output");
    std::vector<Json> flows;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) flows.push_back(Json::parse(line));
    std::sort(flows.begin(), flows.end());
    return flows;
}

// No flow ends but by the flush: these tests are about what is metered, not about timeouts.
std::vector<Json> drained(probe::Engine& engine, const probe::Plan& plan) {
    const probe::UniqueFd file(::memfd_create("flows", MFD_CLOEXEC));
    exporter::Output output(file.get(), "memory");
    exporter::FlowCacheSettings settings;
    settings.active = settings.idle = std::chrono::nanoseconds(0);
    probe::Flows flows(plan, settings, probe::Format::json, output);
    probe::drain(engine.memory(), 0, [&](std::uint32_t table, const std::byte* record) { flows.take(table, record, 0); });
    flows.flush();
    if (const auto written = flows.finish(); !written) throw std::runtime_error(written.error().text());
    return parse_lines(file.get());
}

Metering run_in(probe::Engine& engine, const probe::Plan& plan, const std::vector<Captured>& frames) {
    const bpf::shared::counters before = probe::sum_counters(engine.memory());
    for (const Captured& frame : frames) meter_one(engine, frame);
    Metering result;
    result.flows = drained(engine, plan);
    result.counters = difference(probe::sum_counters(engine.memory()), before);
    return result;
}

void expect_same_counters(bpf::shared::counters native, bpf::shared::counters kernel, const std::string& fields) {
    native.evicted = kernel.evicted = 0;  // a matter of table sizes and of the hash's seed
    EXPECT_EQ(std::memcmp(&native, &kernel, sizeof native), 0)
        << "the engines disagree for " << fields << ": frames " << native.frames << "/" << kernel.frames << ", octets " << native.octets
        << "/" << kernel.octets << ", non-IP " << native.non_ip << "/" << kernel.non_ip << ", malformed " << native.malformed << "/"
        << kernel.malformed << ", dropped " << native.dropped[0] << "/" << kernel.dropped[0];
}

std::unique_ptr<probe::Engine> kernel_engine(const probe::Plan& plan, const probe::ObjectCache& cache) {
    const std::string object = value_or_throw(probe::object_of(plan, probe::Source::capture, probe::Machine::bpf, cache));
    auto engine = probe::make_kernel_engine(object, plan);
    if (engine) return std::move(*engine);
    if (engine.error().message.find("no permission") == std::string::npos) throw std::runtime_error(engine.error().text());
    static const int kOnce = std::printf("the kernel engine is skipped: %s\n", engine.error().message.c_str());
    (void)kOnce;
    return nullptr;
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string outcome_of(const Metering& metering, const std::string& field) {
    if (metering.counters.malformed) return "malformed";
    if (metering.counters.non_ip) return "non-IP";
    return metering.flows.size() == 1 ? text_of(metering.flows.front().at(field)) : std::to_string(metering.flows.size()) + " flows";
}

}  // namespace

const bpf::Catalogue& built_in() {
    static const bpf::Catalogue kCatalogue = value_or_throw(bpf::Catalogue::load(""));
    return kCatalogue;
}

Json Metering::values(const std::string& field) const {
    Json result = Json::array();
    for (const Json& flow : flows) result.push_back(flow.at(field));
    std::sort(result.begin(), result.end());
    return result;
}

Meter::Meter(const std::string& fields, const MeterSetup& setup) : fields_(fields) {
    const probe::PlanRequest request{probe::split_names(fields), setup.droppers, {}};
    plan_ = value_or_throw(probe::make_plan(request, setup.catalogue ? *setup.catalogue : built_in()));
    const probe::ObjectCache cache(object_folders(setup.keep_objects));
    const std::string native = value_or_throw(probe::object_of(plan_, probe::Source::capture, probe::Machine::native, cache));
    native_ = value_or_throw(probe::make_native_engine(native, plan_));
#ifndef XDPFLOW_SANITIZE  // the program in the kernel is the same one with and without
    if (setup.kernel) kernel_ = kernel_engine(plan_, cache);
#endif
}

Metering Meter::run(const std::vector<Captured>& frames) {
    Metering native = run_in(*native_, plan_, frames);
    EXPECT_EQ(native.counters.lost_records, 0U);
    if (!kernel_) return native;
    const OneCpu one_cpu;
    const Metering kernel = run_in(*kernel_, plan_, frames);
    EXPECT_EQ(native.flows, kernel.flows) << "the engines disagree for " << fields_;
    expect_same_counters(native.counters, kernel.counters, fields_);
    return native;
}

Json metered(const std::string& field, const std::vector<Captured>& frames, const std::string& fields) {
    return Meter(fields.empty() ? field : fields).run(frames).values(field);
}

std::string by_captured_octets(const std::string& field, const Packet& packet) {
    Meter meter(field);
    const Octets whole = packet.octets();
    std::string result, last;
    for (std::size_t count = 0; count <= whole.size(); count++) {
        const Octets part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(count));
        const Metering metering = meter.run({{part, {.wire_octets = static_cast<std::uint32_t>(whole.size())}}});
        const std::string outcome = outcome_of(metering, field);
        if (outcome != last) result += (result.empty() ? "" : ", ") + std::to_string(count) + ": " + outcome;
        last = outcome;
    }
    return result;
}

}  // namespace support
