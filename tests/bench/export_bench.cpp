// SPDX-License-Identifier: Apache-2.0
// What one exported record costs in user space: read from the kernel's table, joined into a flow, ended, encoded as IPFIX and
// sent to a collector at the loopback interface. CPU time of all threads, the sending one included.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <string>

#include "probe/load/drain.hpp"
#include "probe/session/collectors.hpp"
#include "probe/session/flows.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

namespace {

constexpr double kExportTarget = 400;  // ns a record

double cpu_ns(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

constexpr std::uint64_t kIdle = 1'000'000'000'000;  // ns

// Takes what is sent and never looks at it.
class Sink {
 public:
    Sink() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size) == 0 &&
            ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0)
            url_ = fmt::format("udp://127.0.0.1:{}", ntohs(address.sin_port));
    }
    [[nodiscard]] const std::string& url() const { return url_; }

 private:
    probe::UniqueFd socket_;
    std::string url_;
};

Result<> measure(Family family, std::uint64_t flows, const Options& options, Report& report) {
    auto program = FlowProgram::make({netflow9_fields(), {family, flows, Order::random}, "", options.clock});
    if (!program) return tl::unexpected(program.error());
    const Sink sink;
    const probe::UniqueFd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    exporter::Output output(nowhere.get(), "nowhere");
    probe::Flows cache((*program)->plan(), {}, probe::Format::json, output);
    if (!cache.points().take({.input = 1})) return fail("no number for an interface");
    exporter::ExporterSettings settings;
    settings.transport.longest_push = std::chrono::seconds(10);
    const auto collectors = probe::Collectors::make({sink.url()}, settings, (*program)->plan().layouts);
    if (!collectors) return tl::unexpected(collectors.error());
    cache.export_to((*collectors)->exporter(), false);
    Row all{"export", fmt::format("{}, all threads", family == Family::ipv4 ? "IPv4" : "IPv6"), 15, flows, "ns a record", {}};
    Row own{"export", fmt::format("{}, without sending", family == Family::ipv4 ? "IPv4" : "IPv6"), 15, flows, "ns a record", {}};
    for (unsigned round = 0; round <= options.rounds; round++) {
        if (const auto filled = (*program)->prepare(); !filled) return filled;
        const std::uint64_t before = cache.exported().flows;
        const double all_begin = cpu_ns(CLOCK_PROCESS_CPUTIME_ID), own_begin = cpu_ns(CLOCK_THREAD_CPUTIME_ID);
        probe::drain((*program)->kernel().memory(), 0,
                     [&](std::uint32_t table, const std::byte* record) { cache.take(table, record, 1); });
        cache.advance(static_cast<std::uint64_t>(cpu_ns(CLOCK_MONOTONIC)) +
                      (round + 1) * kIdle);  // all have been silent for long
        const auto records = static_cast<double>(cache.exported().flows - before);
        if (records < 1) return fail("the tables were empty");
        if (round == 0) continue;  // finds pages that are not mapped yet
        own.rounds.push_back((cpu_ns(CLOCK_THREAD_CPUTIME_ID) - own_begin) / records);
        all.rounds.push_back((cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - all_begin) / records);
    }
    (*collectors)->exporter().finish();
    report.add(own);
    report.add(all, Target{kExportTarget, false});
    return {};
}

}  // namespace

Result<> run_export_bench(const Options& options, Report& report) {
    for (const Family family : {Family::ipv4, Family::ipv6})
        if (auto done = measure(family, 25'000, options, report); !done) return done;
    return {};
}

}  // namespace bench
