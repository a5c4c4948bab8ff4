// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/generator.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "probe/compile/compiler.hpp"
#include "probe/unique_fd.hpp"

#ifndef BPF_F_TEST_XDP_LIVE_FRAMES
#define BPF_F_TEST_XDP_LIVE_FRAMES (1U << 1)
#endif

namespace bench {

namespace {

constexpr std::uint32_t kMostOctets = 1514, kLargestBatch = 256;

constexpr const char* kGenerate = R"(static long (*const bpf_redirect)(__u32 interface, __u64 flags) = (void *)23;

SEC("xdp") int generate(struct xdp_md *ctx)
{{
	if (!vary(ctx))
		return XDP_DROP;
	int verdict = bpf_redirect({}, 0);
	if (verdict == XDP_REDIRECT)
		variation.frames++;
	return verdict;
}}
char _license[] SEC("license") = "GPL";
)";

double seconds_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// Lets one turn begin every `turn` frames' worth of time.
class Pace {
 public:
    Pace(std::uint64_t rate, std::uint32_t turn) {
        if (rate == 0) return;
        timer_ = probe::UniqueFd(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
        const std::uint64_t ns = std::max<std::uint64_t>(std::uint64_t{turn} * 1'000'000'000 / rate, 1);
        itimerspec period{};
        period.it_interval = {static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
        period.it_value = period.it_interval;
        ::timerfd_settime(timer_.get(), 0, &period, nullptr);
    }
    void wait() {
        if (timer_.is_open() && due_ == 0 && ::read(timer_.get(), &due_, sizeof due_) != sizeof due_) due_ = 1;
        if (timer_.is_open()) due_--;
    }

 private:
    probe::UniqueFd timer_;
    std::uint64_t due_ = 0;
};

}  // namespace

struct Generator::Source {
    bpf_object* object = nullptr;
    int program = -1;
    int state = -1;  // map of one VariationState
    std::vector<std::byte> frame;

    [[nodiscard]] std::uint64_t frames() const {
        VariationState values{};
        const __u32 zero = 0;
        return bpf_map_lookup_elem(state, &zero, &values) == 0 ? values.frames : 0;
    }
};

Generator::Generator(Traffic traffic) : traffic_(std::move(traffic)) {}

Generator::~Generator() {
    for (const Source& source : sources_) bpf_object__close(source.object);
}

Result<std::unique_ptr<Generator>> Generator::make(const Traffic& traffic) {
    if (traffic.octets > kMostOctets) return fail(fmt::format("frames have at most {} octets", kMostOctets));
    if (traffic.batch < 1 || traffic.batch > kLargestBatch) return fail(fmt::format("a batch has 1 to {} frames", kLargestBatch));
    const std::uint32_t interface = ::if_nametoindex(traffic.interface.c_str());
    if (interface == 0) return fail("there is no interface " + traffic.interface + " in this network namespace");
    std::unique_ptr<Generator> generator(new Generator(traffic));
    // Twenty turns a second: a call costs up to some 20 ms of waiting in the kernel, whatever the number of its frames.
    if (traffic.rate > 0)
        generator->traffic_.turn = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(traffic.rate / 20, 1, 1U << 24));
    for (const Family family : traffic.families)
        if (auto added = generator->add_source(family, interface); !added) return tl::unexpected(added.error());
    return generator;
}

Result<> Generator::add_source(Family family, std::uint32_t interface) {
    const auto compiler = probe::Compiler::find();
    if (!compiler) return fail("clang is needed: apt-get install clang");
    const auto text =
        declarations_text() + variation_text({family, traffic_.flows, traffic_.order}) + fmt::format(kGenerate, interface);
    const auto object = compiler->compile(text, probe::Machine::bpf);
    if (!object) return tl::unexpected(object.error());
    Source& source = sources_.emplace_back();
    source.object = bpf_object__open_mem(object->data(), object->size(), nullptr);
    if (!source.object || bpf_object__load(source.object) != 0)
        return fail("the generator's program cannot be loaded: run as root, on kernel 5.18 or newer");
    source.program = bpf_program__fd(bpf_object__find_program_by_name(source.object, "generate"));
    const bpf_map* map = nullptr;
    bpf_object__for_each_map(map, source.object) if (std::string_view(bpf_map__name(map)).ends_with(".data")) source.state =
        bpf_map__fd(map);
    source.frame = make_frame({family, traffic_.protocol, traffic_.octets, false, traffic_.tcp_flags});
    return {};
}

// False: a signal came.
Result<bool> Generator::send_turn(Source& source, std::uint32_t frames) {
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = source.frame.data();
    options.data_size_in = static_cast<__u32>(source.frame.size());
    options.repeat = static_cast<int>(frames);
    options.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
    options.batch_size = std::min(traffic_.batch, frames);
    const int error = -bpf_prog_test_run_opts(source.program, &options);
    if (error == EINTR) return false;
    if (error != 0) return fail(std::string("frames cannot be sent: ") + std::strerror(error));
    return true;
}

Result<Sent> Generator::send(std::uint64_t frames) {
    Sent sent;
    sent.frames_asked = frames;
    std::vector<std::uint64_t> before;
    for (const Source& source : sources_) before.push_back(source.frames());
    const bool turns = traffic_.rate > 0 || sources_.size() > 1;
    const std::uint32_t turn = turns ? traffic_.turn : 1U << 30;
    Pace pace(traffic_.rate, turn);
    const double begin = seconds_of(CLOCK_MONOTONIC), cpu_begin = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    for (std::uint64_t left = frames; left > 0;) {
        pace.wait();
        const auto now = static_cast<std::uint32_t>(std::min<std::uint64_t>(left, turn));
        const auto done = send_turn(sources_[next_source_++ % sources_.size()], now);
        if (!done) return tl::unexpected(done.error());
        if (!*done) break;
        left -= now;
    }
    sent.seconds = seconds_of(CLOCK_MONOTONIC) - begin;
    sent.cpu_seconds = seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu_begin;
    for (std::size_t i = 0; i < sources_.size(); i++) {
        const std::uint64_t of_source = sources_[i].frames() - before[i];
        sent.frames_sent += of_source;
        sent.octets += of_source * sources_[i].frame.size();
    }
    return sent;
}

}  // namespace bench
