// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/kernel_engine.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "probe/load/kernel_program.hpp"

namespace probe {

namespace {

constexpr std::size_t kEthernetHeader = 14;
constexpr TableSize kTableSize{12, 16'384, 15};

// Keeps its thread on the CPU that it is on, as long as it lives: what a program remembers of a flow is known to one CPU, and all frames
// of a capture come to one. Where the kernel does not let it, frames are metered as well, but memories may have gaps.
class OneCpu {
 public:
    OneCpu() {
        ::sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t here;
        CPU_ZERO(&here);
        CPU_SET(::sched_getcpu(), &here);
        ::sched_setaffinity(0, sizeof here, &here);
    }
    ~OneCpu() { ::sched_setaffinity(0, sizeof before_, &before_); }
    OneCpu(const OneCpu&) = delete;
    OneCpu& operator=(const OneCpu&) = delete;

 private:
    cpu_set_t before_{};
};

class KernelEngine final : public Engine {
 public:
    KernelEngine(std::unique_ptr<KernelProgram> program, int descriptor)
        : program_(std::move(program)),
          descriptor_(descriptor) {}

    bool meter(const Frame& frame, std::uint16_t point) override {
        if (!one_cpu_) one_cpu_.emplace();  // here, so that threads that were started before stay free
        const std::size_t octets = std::min(frame.octets.size(), kOctetsSeen);
        // The kernel does not run a program on less than an Ethernet header; such a frame is malformed without being looked at.
        if (octets < kEthernetHeader) {
            memory().counters_of(0, 0).frames++;
            memory().counters_of(0, 0).malformed++;
            return true;
        }
        const bpf::shared::capture_frame facts{frame.time_ns, frame.wire_octets, point};
        std::memcpy(buffer_.data(), &facts, sizeof facts);
        std::memcpy(buffer_.data() + sizeof facts, frame.octets.data(), octets);
        xdp_md context{};
        context.data = sizeof facts;
        context.data_end = static_cast<__u32>(sizeof facts + octets);
        bpf_test_run_opts options{};
        options.sz = sizeof options;
        options.data_in = buffer_.data();
        options.data_size_in = context.data_end;
        options.ctx_in = &context;
        options.ctx_size_in = sizeof context;
        options.repeat = 1;
        const int error = bpf_prog_test_run_opts(descriptor_, &options);
        if (error == 0) return true;
        error_ = Error{std::string("the kernel cannot run the program on a frame: ") + std::strerror(-error), {}, 0, 0};
        return false;
    }
    const Error& error() const override { return error_; }
    ProgramMemory& memory() override { return program_->memory(); }

 private:
    std::unique_ptr<KernelProgram> program_;
    int descriptor_;
    std::array<std::byte, sizeof(bpf::shared::capture_frame) + kOctetsSeen> buffer_{};
    Error error_;
    std::optional<OneCpu> one_cpu_;
};

}  // namespace

Result<std::unique_ptr<Engine>> make_kernel_engine(const std::string& object, const Plan& plan, std::chrono::nanoseconds idle) {
    auto program = KernelProgram::load(
        {.object = &object, .plan = &plan, .table_size = kTableSize, .idle = idle, .source = Source::capture});
    if (!program) return tl::unexpected(program.error());
    const auto descriptor = (*program)->program(0, false);
    if (!descriptor) return tl::unexpected(descriptor.error());
    return std::make_unique<KernelEngine>(std::move(*program), *descriptor);
}

}  // namespace probe
