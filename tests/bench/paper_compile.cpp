// SPDX-License-Identifier: Apache-2.0
// F1: from the source of a monitor to programs that could be attached, by the number of its maps. A snapshot needs a second instance of
// the program, with maps of its own. The paper compiles it a second time from a changed source; here both are loaded from one object. Monitors of users are checked,
// compiled in a sandbox and attached besides.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "probe/compile/compiler.hpp"
#include "probe/load/kernel_program.hpp"
#include "probe/monitor/monitors.hpp"
#include "tests/bench/namespaces.hpp"
#include "tests/bench/paper.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kPanel = "CPU time until ready";
constexpr const char* kClockPanel = "time until ready, on the clock";

// Of this process and the compilers that it waited for.
double cpu_ms() {
    double ms = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        for (const timeval& time : {usage.ru_utime, usage.ru_stime})
            ms += static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    }
    return ms;
}

// A program has at most 64 maps (Linux' MAX_USED_MAPS): a monitor with more has several, each of which calls the next one.
constexpr std::size_t kMapsOfProgram = 50;

constexpr const char* kDeclarations = R"(typedef unsigned int __u32;
typedef unsigned long long __u64;
#define SEC(name) __attribute__((section(name), used))
struct xdp_md {
	__u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
};
static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, __u64 flags) = (void *)2;
static long (*const bpf_tail_call)(void *ctx, void *programs, __u32 index) = (void *)12;
struct {
	int (*type)[3];
	int (*max_entries)[16];
	__u32 *key, *value;
} programs SEC(".maps");
)";

constexpr const char* kMap = R"(struct {{
	int (*type)[1];
	int (*max_entries)[1024];
	__u32 *key;
	__u64 *value;
}} metric_{} SEC(".maps");
)";

constexpr const char* kUse = R"(	count = bpf_map_lookup_elem(&metric_{0}, &length);
	if (count)
		__sync_fetch_and_add(count, {1});
	else
		bpf_map_update_elem(&metric_{0}, &length, &one, 0);
)";

constexpr const char* kProgram = R"(SEC("xdp") int monitor_{0}(struct xdp_md *ctx)
{{
	__u32 length = ctx->data_end - ctx->data;
	__u64 one = 1, *count;

{1}{2}	return 2;
}}
)";

// A monitor with this many hash maps, each of which counts frames by their length; all of them are metrics.
std::string monitor_text(std::size_t maps) {
    std::string text = kDeclarations, body;
    for (std::size_t i = 1; i <= maps; i++) {
        text += fmt::format(kMap, i);
        body += fmt::format(kUse, i, i);
        if (i % kMapsOfProgram != 0 && i != maps) continue;
        const std::size_t next = (i + kMapsOfProgram - 1) / kMapsOfProgram;
        const std::string call = i < maps ? fmt::format("\tbpf_tail_call(ctx, &programs, {});\n", next) : "";
        text += fmt::format(kProgram, next - 1, std::exchange(body, ""), call);
    }
    return text + "char _license[] SEC(\"license\") = \"GPL\";\n";
}

struct Closed {
    void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, Closed>;

Result<Object> load(const std::string& octets) {
    Object object(bpf_object__open_mem(octets.data(), octets.size(), nullptr));
    if (!object || bpf_object__load(object.get()) != 0)
        return fail("the monitor cannot be loaded: " + probe::last_words_of_libbpf());
    const int programs = bpf_object__find_map_fd_by_name(object.get(), "programs");
    bpf_program* program = nullptr;
    __u32 index = 0;
    bpf_object__for_each_program(program, object.get()) {
        const int descriptor = bpf_program__fd(program);
        if (bpf_map_update_elem(programs, &index, &descriptor, BPF_ANY) != 0)
            return fail("a monitor's programs cannot call each other");
        index++;
    }
    return object;
}

enum class Way { plain, snapshot, compiled_twice, monitor, monitor_with_snapshot };
struct Kind {
    const char* name;
    Way way;
    std::size_t most_maps = 100;
};
// The first three compile and load alone, the last two are the whole of what xdpflow does for a monitor of a user.
constexpr std::array kKinds = {Kind{"without snapshot", Way::plain}, Kind{"with snapshot", Way::snapshot},
                               Kind{"with snapshot, compiled twice as in the paper", Way::compiled_twice},
                               Kind{"xdpflow's monitor, without snapshot", Way::monitor, kMapsOfProgram},
                               Kind{"xdpflow's monitor, with snapshot", Way::monitor_with_snapshot, kMapsOfProgram}};

struct Spent {
    double cpu_ms, clock_ms;
};

Result<Spent> until_ready(const probe::Compiler& compiler, const std::string& text, Way way) {
    const auto begin = Clock::now();
    const double cpu_begin = cpu_ms();
    std::vector<Object> instances;
    std::string object;
    for (unsigned instance = 0; instance < (way == Way::plain ? 1U : 2U); instance++) {
        if (instance == 0 || way == Way::compiled_twice) {
            auto compiled = compiler.compile(text, probe::Machine::bpf);
            if (!compiled) return tl::unexpected(compiled.error());
            object = std::move(*compiled);
        }
        auto loaded = load(object);
        if (!loaded) return tl::unexpected(loaded.error());
        instances.push_back(std::move(*loaded));
    }
    return Spent{cpu_ms() - cpu_begin, std::chrono::duration<double, std::milli>(Clock::now() - begin).count()};
}

config::Monitor monitor_of(std::size_t maps, bool with_snapshot) {
    config::Monitor monitor;
    monitor.name = "measured";
    monitor.interfaces = {VethPair::receiving_interface()};
    monitor.code = monitor_text(maps);
    for (std::size_t i = 1; i <= maps; i++) {
        config::MonitorMetric& metric = monitor.metrics.emplace_back();
        metric.name = metric.map = fmt::format("metric_{}", i);
        metric.snapshot = with_snapshot;
        metric.init = true;
    }
    return monitor;
}

// Until packets come to it.
Result<Spent> monitor_until_ready(const VethPair& veth, std::size_t maps, bool with_snapshot) {
    const config::Monitor monitor = monitor_of(maps, with_snapshot);
    const InNamespace here(veth.receiver());
    probe::ChainedPlaces places;
    probe::monitor::Monitors monitors(places, probe::Mode::native);
    const auto begin = Clock::now();
    const double cpu_begin = cpu_ms();
    const auto prepared = probe::monitor::Monitors::prepare(monitor);
    if (!prepared) return tl::unexpected(prepared.error());
    const auto started = monitors.start(*prepared);
    if (!started) return tl::unexpected(started.error());
    const Spent spent{cpu_ms() - cpu_begin, std::chrono::duration<double, std::milli>(Clock::now() - begin).count()};
    monitors.stop_all();
    return spent;
}

// One kind over another one, round by round.
void judge(const std::vector<std::size_t>& counts, const Kind& with, const Kind& without, Figure& figure) {
    std::string figures;
    bool all = true;
    for (const std::size_t count : counts) {
        if (count > with.most_maps) continue;
        const auto x = static_cast<double>(count);
        const auto gain = ratios(figure.rounds(kPanel, with.name, x), figure.rounds(kPanel, without.name, x));
        figures += fmt::format("{}{}: {}", figures.empty() ? "" : "; ", count, times(gain));
        all = all && median_interval(gain).high < 2;
    }
    figure.judge({fmt::format("{} in less than 2 times the CPU time of {}, at any number of maps (in the paper 2 to 2.1)",
                              with.name, without.name),
                  figures, all});
}

}  // namespace

Result<Figure> figure_of_compile(const Options& options) {
    Figure figure("f1_compile", "Time from a monitor's source to its programs in the kernel", "maps");
    figure.remark(
        "compiled, and loaded with its maps, which are hashes of 1,024 entries; a program has at most 64 maps: a monitor of more than 50 has two");
    const auto compiler = probe::Compiler::find();
    if (!compiler) return fail("clang is needed: apt-get install clang");
    const auto veth = VethPair::make();
    if (!veth) return tl::unexpected(veth.error());
    const std::vector<std::size_t> counts =
        options.quick ? std::vector<std::size_t>{1, 50} : std::vector<std::size_t>{1, 10, 25, 50, 75, 100};
    const auto done =
        interleave(options.quick ? 2 : options.rounds, counts.size() * kKinds.size(), [&](std::size_t number) -> Result<> {
            const std::size_t count = counts[number / kKinds.size()];
            const Kind& kind = kKinds[number % kKinds.size()];
            if (count > kind.most_maps) return {};
            const bool is_monitor = kind.way == Way::monitor || kind.way == Way::monitor_with_snapshot;
            const auto spent = is_monitor ? monitor_until_ready(*veth, count, kind.way == Way::monitor_with_snapshot)
                                          : until_ready(*compiler, monitor_text(count), kind.way);
            if (!spent) return tl::unexpected(spent.error());
            figure.add({kPanel, kind.name, static_cast<double>(count), "CPU ms"}, spent->cpu_ms);
            figure.add({kClockPanel, kind.name, static_cast<double>(count), "ms"}, spent->clock_ms);
            return {};
        });
    if (!done) return tl::unexpected(done.error());
    judge(counts, kKinds[1], kKinds[0], figure);
    judge(counts, kKinds[4], kKinds[3], figure);
    return figure;
}

}  // namespace bench
