// SPDX-License-Identifier: Apache-2.0
#include "probe/live/live_session.hpp"

#include <time.h>

#include <atomic>

#include "probe/load/drain.hpp"

namespace probe {

namespace {

// Reading the clock costs a packet about 30 ns, the timer 1.3 % of a CPU: it pays from about 400,000 packets a second on.
constexpr double kClockOnRate = 400e3, kClockOffRate = 200e3;
constexpr std::uint64_t kTickNs = 1'000'000;

std::uint64_t now_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(time.tv_nsec);
}

// Records hold CLOCK_MONOTONIC, which XDP programs can read; people want UTC.
std::int64_t offset_to_utc() {
    return static_cast<std::int64_t>(now_of(CLOCK_REALTIME)) - static_cast<std::int64_t>(now_of(CLOCK_MONOTONIC));
}

}  // namespace

LiveSession::LiveSession(KernelProgram& program, const Grace& grace, Flows& flows)
    : program_(&program),
      grace_(grace),
      flows_(&flows),
      looked_(std::chrono::steady_clock::now()) {
    flows_->set_time_offset(offset_to_utc());
}

Result<> LiveSession::cut() {
    ProgramMemory& memory = program_->memory();
    std::atomic_ref<__u32> generation(memory.control->generation);
    const std::uint32_t old = generation.load(std::memory_order_relaxed) & 1;
    generation.store(old ^ 1, std::memory_order_release);
    if (auto waited = grace_.wait(); !waited) return waited;
    const std::uint64_t now = now_of(CLOCK_MONOTONIC);
    records_ += drain(memory, old, [&](std::uint32_t table, const std::byte* record) { flows_->take(table, record, now); });
    swaps_++;
    return {};
}

void LiveSession::empty(KernelProgram& program, Flows& flows) {
    const std::uint64_t now = now_of(CLOCK_MONOTONIC);
    const std::uint32_t present = program.memory().control->generation & 1;
    for (const std::uint32_t generation : {present ^ 1, present})
        records_ += drain(program.memory(), generation,
                          [&](std::uint32_t table, const std::byte* record) { flows.take(table, record, now); });
}

void LiveSession::prepare(KernelProgram& next) const {
    if (clock_runs_) (void)next.start_clock(kTickNs);
}

void LiveSession::use(KernelProgram& program, Flows& flows) {
    if (&program != program_) {
        clock_works_ = true;  // unless the next program reads none; the next look finds out
        frames_before_ = 0;
    }
    program_ = &program;
    flows_ = &flows;
    flows_->set_time_offset(offset_to_utc());
}

void LiveSession::choose_clock() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - looked_).count();
    if (seconds < 0.1 || !clock_works_) return;
    const std::uint64_t frames = sum_counters(program_->memory()).frames;
    const double rate = static_cast<double>(frames - frames_before_) / seconds;
    if (!clock_runs_ && rate > kClockOnRate) {
        clock_runs_ = clock_works_ = program_->start_clock(kTickNs);
    } else if (clock_runs_ && rate < kClockOffRate) {
        program_->stop_clock();
        clock_runs_ = false;
    }
    frames_before_ = frames;
    looked_ = now;
}

Result<> LiveSession::snapshot() {
    program_->take_wake_ups();
    if (auto done = cut(); !done) return done;
    flows_->set_time_offset(offset_to_utc());
    flows_->advance(now_of(CLOCK_MONOTONIC));
    choose_clock();
    return flows_->finish();
}

Result<> LiveSession::finish() {
    for (int half = 0; half < 2; half++)
        if (auto done = cut(); !done) return done;
    flows_->flush();
    return flows_->finish();
}

}  // namespace probe
