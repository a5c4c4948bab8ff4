// SPDX-License-Identifier: Apache-2.0
// Exactness at full rate: two generators on two CPUs, ten snapshots a second, the real program. What it printed, summed up line by
// line, is compared with what the receiving veth says it handed to XDP. Unlike the other benchmarks this one fails if a packet is missing.
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <thread>

#include "probe/compile/child.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/generator.hpp"
#include "tests/bench/namespaces.hpp"

namespace bench {

namespace {

constexpr std::uint64_t kUdp = 17;

struct Case {
    const char* name;
    std::uint64_t frames;
    std::uint64_t flows;  // 0: every frame is a new flow
    Family family;
    std::uint32_t octets;
};

// What was printed: of the generator's flows (UDP), and packets of others, which the kernel sends by itself (neighbour discovery).
struct Sums {
    std::uint64_t flows = 0, packets = 0, octets = 0, link_octets = 0, foreign = 0;
};

std::uint64_t number_behind(std::string_view line, std::string_view key) {
    const std::size_t at = line.find(key);
    std::uint64_t value = 0;
    if (at != std::string_view::npos) std::from_chars(line.data() + at + key.size(), line.data() + line.size(), value);
    return value;
}

Sums sum_lines(int descriptor) {
    Sums sums;
    std::string rest;
    std::array<char, 1 << 16> buffer{};
    for (ssize_t got = 0; (got = ::read(descriptor, buffer.data(), buffer.size())) > 0;) {
        rest.append(buffer.data(), static_cast<std::size_t>(got));
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
            const std::string_view line = std::string_view(rest).substr(begin, end - begin);
            if (number_behind(line, "\"PROTOCOL\":") != kUdp) {
                sums.foreign += number_behind(line, "\"IN_PKTS\":");
                continue;
            }
            sums.flows++;
            sums.packets += number_behind(line, "\"IN_PKTS\":");
            sums.octets += number_behind(line, "\"IN_BYTES\":");
            sums.link_octets += number_behind(line, "\"layer2OctetDeltaCount\":");
        }
        rest.erase(0, begin);
    }
    return sums;
}

// `xdpflow run` in the receiver's namespace; its flows go to a pipe.
class Probe {
 public:
    Result<> start(const VethPair& veth, const std::string& stats) {
        std::array<int, 2> flows{}, words{};
        if (::pipe2(flows.data(), O_CLOEXEC) != 0 || ::pipe2(words.data(), O_CLOEXEC) != 0) return fail("no pipe");
        {
            const InNamespace receiver(veth.receiver());
            process_ = ::fork();
            if (process_ == 0) {
                ::dup2(flows[1], 1);
                ::dup2(words[1], 2);
                cpu_set_t all;
                CPU_ZERO(&all);
                for (std::size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) CPU_SET(cpu, &all);
                ::sched_setaffinity(0, sizeof all, &all);
                ::execl(
                    XDPFLOW_BINARY, XDPFLOW_BINARY, "run", "-i", VethPair::receiving_interface(), "--interval", "0.1", "--mode",
                    "native", "--droppers", "all", "--format", "json", "--fields",
                    "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT IN_PKTS IN_BYTES layer2OctetDeltaCount LAST_SWITCHED",
                    "--stats", stats.c_str(), static_cast<char*>(nullptr));
                ::_exit(127);
            }
        }
        ::close(flows[1]);
        ::close(words[1]);
        words_ = probe::UniqueFd(words[0]);
        reader_ = std::thread([this, descriptor = flows[0]] {
            sums_ = sum_lines(descriptor);
            ::close(descriptor);
        });
        return wait_for_start();
    }

    // Ends the program and returns what it printed.
    Result<Sums> finish() {
        int status = 0;
        ::kill(process_, SIGTERM);
        ::waitpid(process_, &status, 0);
        process_ = -1;
        reader_.join();
        if (status != 0) return fail(fmt::format("xdpflow ended with status {}", status));
        return sums_;
    }

    ~Probe() {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, nullptr, 0);
        }
        if (reader_.joinable()) reader_.join();
    }

 private:
    Result<> wait_for_start() {
        std::string said;
        std::array<char, 512> buffer{};
        while (said.find("metering") == std::string::npos) {
            const ssize_t got = ::read(words_.get(), buffer.data(), buffer.size());
            if (got <= 0) return fail("xdpflow did not start: " + said);
            said.append(buffer.data(), static_cast<std::size_t>(got));
        }
        return {};
    }

    pid_t process_ = -1;
    probe::UniqueFd words_;
    std::thread reader_;
    Sums sums_;
};

Result<> send_on(std::size_t cpu, const VethPair& veth, const Case& chosen, std::uint64_t frames) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    ::sched_setaffinity(0, sizeof set, &set);
    ::setpriority(PRIO_PROCESS, 0, 0);  // of this thread: packets come in softirqs, which have no priority over the probe
    const InNamespace sender(veth.sender());
    Traffic traffic;
    traffic.interface = VethPair::sending_interface();
    traffic.families = {chosen.family};
    traffic.flows = chosen.flows;
    traffic.octets = chosen.octets;
    const auto generator = Generator::make(traffic);
    if (!generator) return tl::unexpected(generator.error());
    const auto sent = (*generator)->send(frames);
    if (!sent) return tl::unexpected(sent.error());
    return {};
}

Result<> send_on_all(const VethPair& veth, const Case& chosen, std::uint64_t frames) {
    const std::size_t cpus = std::min<std::size_t>(2, std::max(1U, std::thread::hardware_concurrency()));
    std::vector<Result<>> results(cpus);
    std::vector<std::thread> threads;
    for (std::size_t cpu = 0; cpu < cpus; cpu++)
        threads.emplace_back([&, cpu] { results[cpu] = send_on(cpu, veth, chosen, frames / cpus); });
    for (std::thread& thread : threads) thread.join();
    for (const Result<>& result : results)
        if (!result) return result;
    return {};
}

Result<> check(const Case& chosen, const Sums& got, const nlohmann::json& stats, std::uint64_t handed) {
    const std::uint64_t lost = stats["lost"]["log_full"], foreign = got.foreign + stats["non_ip"].get<std::uint64_t>();
    const std::uint64_t lost_octets = stats["lost_octets"];
    const std::uint64_t ip_octets = chosen.octets - 14;
    fmt::print(stderr, "{}: xdp_packets {} = printed {} + foreign {} + lost {}; octets {} + {}; {} flows, {} snapshots\n",
               chosen.name, handed, got.packets, foreign, lost, got.octets, lost_octets, got.flows,
               stats["swaps"].get<std::uint64_t>());
    if (stats["frames"] != handed) return fail("frames counted differ from xdp_packets");
    if (got.packets + foreign + lost != handed) return fail("packets are missing or too many");
    if (got.octets != got.packets * ip_octets || got.link_octets != got.packets * chosen.octets) return fail("octets are wrong");
    if (lost_octets != lost * ip_octets) return fail("octets of lost packets are wrong");
    if (chosen.flows > 0 && lost > 0) return fail("packets were lost though there is room for every flow");
    return {};
}

Result<> run_case(const Case& chosen, Report& report) {
    const auto veth = VethPair::make();
    if (!veth) return tl::unexpected(veth.error());
    const auto scratch = probe::ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    const std::string stats_file = scratch->path() / "stats";
    Probe probe;
    if (auto started = probe.start(*veth, stats_file); !started) return started;
    // A ring that is full drops frames before XDP sees them: more are sent until as many as wanted were handed over.
    std::uint64_t handed = 0;
    while (handed < chosen.frames) {
        if (auto sent = send_on_all(*veth, chosen, chosen.frames - handed + 1000); !sent) return sent;
        const auto received = veth->received();
        if (!received) return tl::unexpected(received.error());
        if (received->at("xdp_packets") == handed) return fail("no frame arrives");
        handed = received->at("xdp_packets");
    }
    const auto got = probe.finish();
    if (!got) return tl::unexpected(got.error());
    std::ifstream file(stats_file);
    const auto stats = nlohmann::json::parse(file, nullptr, false);
    if (stats.is_discarded()) return fail("no statistics were written");
    const auto received = veth->received();
    if (!received) return tl::unexpected(received.error());
    handed = received->at("xdp_packets");
    if (auto exact = check(chosen, *got, stats, handed); !exact)
        return fail(std::string(chosen.name) + ": " + exact.error().message);
    report.add({"exact", chosen.name, 9, chosen.flows, "packets missing", {0.0}});
    report.add({"exact", std::string(chosen.name) + ", metered", 9, chosen.flows, "packets", {static_cast<double>(handed)}});
    return {};
}

}  // namespace

Result<> run_exact_bench(const Options& options, Report& report) {
    for (const Case& chosen : {Case{"IPv4, 25k flows", 100'000'000, 25'000, Family::ipv4, 60},
                               Case{"IPv6, 25k flows", 20'000'000, 25'000, Family::ipv6, 120},
                               Case{"flood of new flows", 20'000'000, 0, Family::ipv4, 60}}) {
        if (std::string_view(chosen.name).find(options.only) == std::string_view::npos) continue;
        if (auto done = run_case(chosen, report); !done) return done;
    }
    return {};
}

}  // namespace bench
