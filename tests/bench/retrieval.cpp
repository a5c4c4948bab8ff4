// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/retrieval.hpp"

#include <poll.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "probe/load/drain.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLogsMs = 100;

void set(int timer, double first_ms, double period_ms) {
    const auto time = [](double ms) {
        const auto ns = static_cast<std::int64_t>(ms * 1e6);
        return timespec{ns / 1'000'000'000, ns % 1'000'000'000};
    };
    const itimerspec times{time(period_ms), time(first_ms)};
    ::timerfd_settime(timer, 0, &times, nullptr);
}

void leave(int cpu) {
    cpu_set_t others;
    CPU_ZERO(&others);
    for (long i = 0; i < std::min<long>(::sysconf(_SC_NPROCESSORS_ONLN), CPU_SETSIZE); i++)
        if (i != cpu) CPU_SET(static_cast<std::size_t>(i), &others);
    ::sched_setaffinity(0, sizeof others, &others);  // refused if there is no other one
}

}  // namespace

Retrieval::Retrieval(const Source& source, Work work, double interval_ms)
    : source_(source),
      work_(work),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)),
      logs_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)),
      end_(::eventfd(0, EFD_CLOEXEC)) {
    set(logs_.get(), kLogsMs, kLogsMs);
    if (work != Work::nothing) set(timer_.get(), interval_ms / 2, interval_ms);
    thread_ = std::thread([this, here = ::sched_getcpu()] {
        leave(here);
        run();
    });
}

Retrieved Retrieval::end() {
    ::eventfd_write(end_.get(), 1);
    if (thread_.joinable()) thread_.join();
    return retrieved_;
}

void Retrieval::run() {
    std::array<pollfd, 3> wanted{{{end_.get(), POLLIN, 0}, {timer_.get(), POLLIN, 0}, {logs_.get(), POLLIN, 0}}};
    Clock::time_point first;
    while (::poll(wanted.data(), wanted.size(), -1) > 0 && wanted[0].revents == 0) {
        std::uint64_t due = 0;
        if (wanted[2].revents != 0 && ::read(logs_.get(), &due, sizeof due) == sizeof due) source_.program.empty_logs();
        if (wanted[1].revents == 0 || ::read(timer_.get(), &due, sizeof due) != sizeof due) continue;
        const auto now = Clock::now();
        if (retrieved_.count == 0) first = now;
        if (retrieved_.count > 0)
            retrieved_.ms_between = std::chrono::duration<double, std::milli>(now - first).count() / retrieved_.count;
        retrieved_.count++;
        retrieved_.result = retrieve();
        if (!retrieved_.result) return;
    }
}

Result<> Retrieval::retrieve() {
    probe::ProgramMemory& memory = source_.program.kernel().memory();
    std::atomic_ref<__u32> generation(memory.control->generation);
    const std::uint32_t old = generation.load(std::memory_order_relaxed) & 1;
    generation.store(old ^ 1, std::memory_order_release);
    if (auto waited = source_.grace.wait(); !waited || work_ == Work::swap) return waited;
    const auto now = static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
    probe::drain(memory, old, [&](std::uint32_t table, const std::byte* record) { source_.flows.take(table, record, now); });
    source_.flows.advance(now);
    return {};
}

}  // namespace bench
