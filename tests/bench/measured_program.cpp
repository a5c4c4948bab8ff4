// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/measured_program.hpp"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

#include "probe/compile/compiler.hpp"
#include "probe/compose/source_text.hpp"
#include "probe/session/own_flows.hpp"

namespace bench {

namespace {

constexpr std::uint64_t kClockPeriodNs = 1'000'000;
constexpr std::size_t kMostFlags = 100;

constexpr const char* kBareDrop = R"(SEC("{}") int drop(context *ctx)
{{
	vary(ctx);
	return {};
}}
char _license[] SEC("license") = "GPL";
)";

FrameShape shape_of(const Variation& variation) { return {variation.family, variation.protocol, 60, false}; }

Result<std::string> compile(const std::string& text) {
    static std::map<std::string, std::string> compiled;  // several cases, and several loads, have the same text
    if (const auto known = compiled.find(text); known != compiled.end()) return known->second;
    const auto compiler = probe::Compiler::find();
    if (!compiler) return fail("clang is needed: apt-get install clang");
    auto object = compiler->compile(text, probe::Machine::bpf);
    if (object) compiled[text] = *object;
    return object;
}

// The composed text, in which the program varies its packet before it looks at it.
Result<std::string> varied(std::string text, const Variation& variation) {
    const std::string entry = ") int xdpflow(struct ", body = " *ctx)\n{\n";
    const std::size_t first = text.find(entry);
    if (first == std::string::npos) return fail("the composed text has no entry point of the form expected");
    // There are several, of which one is compiled.
    for (std::size_t at = first; at != std::string::npos; at = text.find(entry, at + 1))
        text.insert(text.find(body, at) + body.size(), "\tvary(ctx);\n");
    text.insert(text.rfind("static __always_inline enum verdict meter(", first), variation_text(variation));
    return text;
}

// And the flags that the fragments of CounterFields ask for. Volatile: else the compiler knows what they hold.
Result<std::string> flagged(std::string text, std::size_t flags_set) {
    const std::size_t first = text.find("static __always_inline void bench_");
    if (first == std::string::npos) return fail("the composed text has no counters to be switched");
    std::string flags = "static volatile __u32 flags[] SEC(\".data\") = {";
    for (std::size_t i = 0; i < kMostFlags; i++) flags += i < flags_set ? "1, " : "0, ";
    return text.insert(first, flags + "};\n\n");
}

// Reached from an address that no frame comes from.
std::vector<exporter::CollectorReport> collectors(unsigned count) {
    using boost::asio::ip::make_address;
    std::vector<exporter::CollectorReport> reports(count);
    for (unsigned i = 0; i < count; i++) {
        reports[i].local = {make_address("203.0.113.1"), static_cast<std::uint16_t>(40'000 + i)};
        reports[i].remote = {make_address("203.0.113.2"), 4739};
    }
    return reports;
}

// CPU time of this thread: time that others take from it does not count, and a test run's own figure has no fractions.
double thread_ns() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

}  // namespace

std::vector<std::string> netflow9_fields(std::size_t count) {
    static const std::vector<std::string> kFields = {"INPUT_SNMP", "OUTPUT_SNMP",    "SRC_AS",        "DST_AS",
                                                     "IN_PKTS",    "IN_BYTES",       "IPV4_SRC_ADDR", "IPV4_DST_ADDR",
                                                     "PROTOCOL",   "SRC_TOS",        "L4_SRC_PORT",   "L4_DST_PORT",
                                                     "TCP_FLAGS",  "FIRST_SWITCHED", "LAST_SWITCHED"};
    if (count == 0) return {"IN_PKTS", "IN_BYTES"};
    return {kFields.begin(), kFields.begin() + static_cast<std::ptrdiff_t>(std::min(count, kFields.size()))};
}

Result<CounterFields> CounterFields::make(std::size_t count, bool flagged) {
    std::string folder = (std::filesystem::temp_directory_path() / "xdpflow-bench-XXXXXX").string();
    if (!::mkdtemp(folder.data())) return fail("cannot make a folder like " + folder);
    CounterFields fields(folder);
    for (std::size_t i = 1; i <= count; i++) {
        const std::string condition = flagged ? fmt::format("\tif (flags[{}])\n\t", i - 1) : "";
        std::ofstream file(fmt::format("{}/bench_{}.h", folder, i));
        file << fmt::format(
            "/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */\n/* xdpflow feature\nname = \"BENCH_{0}\"\n"
            "element = \"bench{0}\"\nid = {0}\npen = 32473\ntype = \"u64\"\nrole = \"sum\"\nlayer = \"ip\"\n"
            "unit = \"octets\"\ndescription = \"One of many counters.\"\nreference = \"RFC 5612\"\n*/\n"
            "static __always_inline void bench_{0}(struct flow_value *flow, const struct packet *packet)\n{{\n{1}"
            "\tflow->bench_{0} += packet->ip_octets + {0};\n}}\n",
            i, condition);
        fields.names_.push_back(fmt::format("BENCH_{}", i));
    }
    return fields;
}

CounterFields::~CounterFields() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

probe::TableSize table_for(std::uint64_t flows) {
    probe::TableSize size;
    if (flows > 30'000)
        size.set_bits = 18;
    else if (flows > 1)
        size.set_bits = 16;
    if (flows > 200'000) size = {20, 262'144};
    return size;
}

Result<double> TestRun::run(std::uint32_t repeats) {
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = frame_.data();
    options.data_size_in = static_cast<__u32>(frame_.size());
    options.repeat = static_cast<int>(repeats);
    const double begin = thread_ns();
    const int error = bpf_prog_test_run_opts(descriptor(), &options);
    const double spent = thread_ns() - begin;
    if (error != 0) return fail(std::string("the test run fails: ") + std::strerror(-error));
    if (options.retval != 1 && options.retval != 2) return fail(fmt::format("the program returned {}", options.retval));
    return spent / repeats;
}

Result<std::unique_ptr<BareDrop>> BareDrop::make(const Variation& variation, probe::Hook hook) {
    const bool is_xdp = hook == probe::Hook::xdp;
    const auto object = compile(declarations_text(hook) + variation_text(variation) +
                                fmt::format(kBareDrop, is_xdp ? "xdp" : "tc", is_xdp ? "XDP_DROP" : "TC_ACT_SHOT"));
    if (!object) return tl::unexpected(object.error());
    std::unique_ptr<BareDrop> drop(new BareDrop(shape_of(variation)));
    drop->object_ = bpf_object__open_mem(object->data(), object->size(), nullptr);
    if (!drop->object_ || bpf_object__load(drop->object_) != 0) return fail("the bare program cannot be loaded; run as root");
    return drop;
}

BareDrop::~BareDrop() { bpf_object__close(object_); }

int BareDrop::descriptor() const { return bpf_program__fd(bpf_object__find_program_by_name(object_, "drop")); }

Result<std::unique_ptr<FlowProgram>> FlowProgram::make(const ProgramRequest& request) {
    std::unique_ptr<FlowProgram> result(new FlowProgram(shape_of(request.variation)));
    auto catalogue = bpf::Catalogue::load(request.features_folder);
    if (!catalogue) return tl::unexpected(catalogue.error());
    result->catalogue_ = std::make_unique<bpf::Catalogue>(std::move(*catalogue));
    auto plan = probe::make_plan({request.fields, request.droppers, {}, request.own_export > 0}, *result->catalogue_);
    if (!plan) return tl::unexpected(plan.error());
    result->plan_ = std::move(*plan);
    result->flows_ = request.variation.flows;
    const probe::Place place{request.hook, true};
    auto text = varied(probe::compose(result->plan_, probe::Source::live, place), request.variation);
    if (text && request.flags_set) text = flagged(std::move(*text), *request.flags_set);
    if (!text) return tl::unexpected(text.error());
    const auto object = compile(*text);
    if (!object) return tl::unexpected(object.error());
    const auto size = request.table.value_or(table_for(std::max(request.table_flows, result->flows_)));
    auto program = probe::KernelProgram::load({&*object, &result->plan_, size, place});
    if (!program) return tl::unexpected(program.error());
    result->program_ = std::move(*program);
    const auto descriptor = result->program_->program(0, false, place);
    if (!descriptor) return tl::unexpected(descriptor.error());
    result->descriptor_ = *descriptor;
    probe::set_own_flows(*result->program_->memory().control, collectors(request.own_export));
    if (request.clock) result->program_->start_clock(kClockPeriodNs);
    return result;
}

void FlowProgram::empty_logs() {
    probe::ProgramMemory& memory = program_->memory();
    for (std::uint32_t cpu = 0; memory.evictions && cpu < memory.cpus; cpu++)
        for (auto& table : memory.evictions[cpu].records) std::fill(std::begin(table), std::end(table), 0);
}

Result<> FlowProgram::prepare() {
    empty_logs();
    const auto done = run(static_cast<std::uint32_t>(std::min<std::uint64_t>(4 * flows_ + 1000, 2'000'000)));
    return done ? Result<>{} : tl::unexpected(done.error());
}

namespace {

// Where the kernel puts a program decides a nanosecond: small programs are loaded several times, and rounds take turns.
constexpr std::size_t kLoads = 3;

struct Measured {
    std::vector<std::unique_ptr<TestRun>> loads;
    std::vector<double> values;
};

Result<std::vector<Measured>> load_all(const std::vector<Contender>& contenders) {
    std::vector<Measured> all(contenders.size() + 1);
    for (std::size_t load = 0; load < kLoads; load++) {
        auto drop = BareDrop::make(contenders.front().request.variation);
        if (!drop) return tl::unexpected(drop.error());
        all[0].loads.push_back(std::move(*drop));
        for (std::size_t i = 0; i < contenders.size(); i++) {
            if (load > 0 && contenders[i].request.variation.flows > 30'000) continue;  // its tables are large
            auto program = FlowProgram::make(contenders[i].request);
            if (!program) return tl::unexpected(program.error());
            all[i + 1].loads.push_back(std::move(*program));
        }
    }
    return all;
}

}  // namespace

Result<> compare_with_drop(const std::string& bench, const std::vector<Contender>& contenders, unsigned rounds,
                           std::uint32_t repeats, Report& report) {
    if (contenders.empty()) return {};
    auto all = load_all(contenders);
    if (!all) return tl::unexpected(all.error());
    for (unsigned round = 0; round < rounds; round++)
        for (Measured& measured : *all) {
            TestRun& chosen = *measured.loads[round % measured.loads.size()];
            if (const auto ready = chosen.prepare(); !ready) return ready;
            const auto value = chosen.run(repeats);
            if (!value) return tl::unexpected(value.error());
            measured.values.push_back(*value);
        }
    const double floor = spread_of(all->front().values).min;
    for (std::size_t i = 0; i < contenders.size(); i++) {
        const ProgramRequest& request = contenders[i].request;
        Row row{bench, contenders[i].name, request.fields.size(), request.variation.flows, "ns over drop", {}};
        for (const double value : (*all)[i + 1].values) row.rounds.push_back(value - floor);
        report.add(row, contenders[i].target);
    }
    return {};
}

}  // namespace bench
