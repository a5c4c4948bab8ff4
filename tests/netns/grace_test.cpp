// SPDX-License-Identifier: Apache-2.0
// A packet that is under way while the tables are swapped: it has read which half is written, and writes there late. The program
// of this test holds every packet up there for a millisecond and longer, so that many are.
#include <bpf/bpf.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "probe/live/live_session.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/metered.hpp"
#include "tests/support/packets.hpp"
#include "tests/support/process.hpp"
#include "tests/support/scratch.hpp"

namespace support {

namespace {

// Comes before IN_PKTS, because fragments run in the order of their names.
constexpr const char* kSlow = R"(/* xdpflow feature
name        = "A_SWAP_SEEN"
pen         = 32473
id          = 1
type        = "u64"
role        = "sum"
layer       = "ip"
description = "Packets that were under way when the tables were swapped."
*/
static __always_inline void a_slow(struct flow_value *flow, const struct packet *packet)
{
}
)";

// In its place in the composed program: fragments themselves have neither loops nor calls of the kernel.
constexpr const char* kSlowCode = R"(static __always_inline void a_slow(struct flow_value *flow, const struct packet *packet)
{
	__u32 before = *(volatile __u32 *)&control.generation;

	for (int i = 0; i < 2000; i++) {
		for (int j = 0; j < 16; j++)
			bpf_ktime_get_ns();
		if (*(volatile __u32 *)&control.generation != before)
			break;
	}
	if (*(volatile __u32 *)&control.generation == before)
		return;
	flow->a_slow++;
	for (int i = 0; i < 8000; i++)
		bpf_ktime_get_ns();
}
)";

std::vector<int> allowed_cpus() {
    cpu_set_t set;
    ::sched_getaffinity(0, sizeof set, &set);
    std::vector<int> cpus;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
    return cpus;
}

void stay_on(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (::sched_setaffinity(0, sizeof set, &set) != 0) throw std::runtime_error("sched_setaffinity");
}

void run_once(int program, const Octets& frame) {
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = frame.data();
    options.data_size_in = static_cast<__u32>(frame.size());
    options.repeat = 1;
    if (bpf_prog_test_run_opts(program, &options) != 0) throw std::runtime_error("the program cannot be run");
}

template <class T>
T value_or_throw(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    return std::move(*result);
}

}  // namespace

TEST(Swap, WaitsForPacketsThatAreUnderWay) {
    const std::vector<int> cpus = allowed_cpus();
    if (cpus.size() < 2) GTEST_SKIP() << "one CPU: no packet is under way while another thread runs";
    const Scratch scratch;
    scratch.write("a_slow.h", kSlow);
    const auto catalogue = value_or_throw(bpf::Catalogue::load(scratch.path()));
    const auto plan = value_or_throw(probe::make_plan({{"PROTOCOL", "IN_PKTS", "A_SWAP_SEEN"}, {}, {}}, catalogue));
    std::string source = probe::compose(plan, probe::Source::live, {});
    const std::string& fast = catalogue.find("A_SWAP_SEEN")->code;
    source.replace(source.find(fast), fast.size(), kSlowCode);
    const auto object = value_or_throw(probe::ObjectCache({XDPFLOW_BUILD_DIR "/objects"}).object(source, probe::Machine::bpf));
    const auto program = value_or_throw(probe::KernelProgram::load({&object, &plan, {10, 1024}}));
    const int descriptor = value_or_throw(program->program(0, false));
    const auto grace = value_or_throw(probe::Grace::make());
    const probe::UniqueFd file(::memfd_create("flows", MFD_CLOEXEC));
    exporter::Output output(file.get(), "memory");
    probe::Flows flows(plan, {}, probe::Format::json, output);
    probe::LiveSession session(*program, grace, flows);

    std::atomic<bool> is_over = false;
    std::uint64_t packets = 0;
    std::atomic<int> meetings = 0;  // of a packet and a swap, one of which was under way when the other came
    const auto& generation = reinterpret_cast<const volatile __u32&>(program->memory().control->generation);
    std::thread traffic([&] {
        stay_on(cpus[0]);
        const Octets frame = Ethernet{} / Ipv4{} / Udp{};
        for (; !is_over; packets++) {
            const __u32 before = generation;
            run_once(descriptor, frame);
            if (generation != before) meetings++;
        }
    });
    std::thread swapping([&] {
        stay_on(cpus[1]);
        EXPECT_TRUE(eventually([&] { return session.snapshot() && meetings >= 20; }));
        is_over = true;
    });
    swapping.join();
    traffic.join();
    EXPECT_TRUE(session.finish());

    std::string text(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)), ' ');
    ASSERT_EQ(::pread(file.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    const auto flow = nlohmann::json::parse(text);
    EXPECT_GT(flow.at("A_SWAP_SEEN"), 0);
    EXPECT_EQ(flow.at("IN_PKTS"), packets);
    EXPECT_EQ(sum_counters(program->memory()).frames, packets);
}

}  // namespace support
