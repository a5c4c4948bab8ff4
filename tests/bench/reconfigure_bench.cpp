// SPDX-License-Identifier: Apache-2.0
// Fields that change again and again under full load, between ten sets: what was printed, summed up line by line, is what the receiving
// veth says that it handed to XDP. And how long each change takes, beside the kernel's own grace period in the same run. Fails if a packet is
// missing.
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <random>
#include <string_view>
#include <thread>

#include "probe/compile/child.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/live_probe.hpp"

namespace bench {

namespace {

struct Case {
    const char* name;
    bool cached;           // objects are there from the second time on
    unsigned part;         // of the changes asked for
    std::uint64_t frames;  // at least
};

constexpr std::uint64_t kFlows = 5'000;
constexpr const char* kTuple = "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT ";
constexpr std::array kSets = {"FIRST_SWITCHED LAST_SWITCHED",
                              "LAST_SWITCHED",
                              "",
                              "TCP_FLAGS SRC_TOS",
                              "MIN_TTL MAX_TTL",
                              "INPUT_SNMP",
                              "MIN_IP_PKT_LEN MAX_IP_PKT_LEN",
                              "FLOW_START_MILLISECONDS",
                              "INPUT_SNMP OUTPUT_SNMP SRC_AS DST_AS",
                              "SRC_VLAN layer2OctetDeltaCount"};

std::string configuration(std::size_t set) { return fmt::format("fields = \"{}IN_PKTS IN_BYTES {}\"\n", kTuple, kSets[set]); }

// What --stats writes to.
class Statistics {
 public:
    Statistics() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
        in_ = probe::UniqueFd(ends[0]);
        out_ = probe::UniqueFd(ends[1]);
    }
    [[nodiscard]] std::string path() const { return fmt::format("/proc/{}/fd/{}", ::getpid(), out_.get()); }

    // The next object.
    Result<nlohmann::json> next() {
        std::array<char, 65'536> buffer{};
        for (;;) {
            if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
                auto stats = nlohmann::json::parse(unread_.substr(0, end), nullptr, false);
                unread_.erase(0, end + 1);
                if (stats.is_discarded()) return fail("the statistics are no JSON");
                return stats;
            }
            const ssize_t got = ::read(in_.get(), buffer.data(), buffer.size());
            if (got <= 0) return fail("no statistics are written");
            unread_.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }

 private:
    probe::UniqueFd in_, out_;
    std::string unread_;
};

Result<> change(LiveProbe& probe, const std::string& file, std::size_t set) {
    std::ofstream(file) << configuration(set);
    probe.signal(SIGHUP);
    for (;;) {
        const auto line = probe.next_line();
        if (!line) return tl::unexpected(line.error());
        if (line->find("not reconfigured") != std::string::npos) return fail(*line);
        if (line->find("reconfigured") != std::string::npos) return {};
    }
}

Result<> check(const Case& chosen, const Sums& got, const nlohmann::json& stats, std::uint64_t handed) {
    const std::uint64_t lost = stats["lost"]["log_full"], foreign = got.foreign + stats["non_ip"].get<std::uint64_t>();
    fmt::print(stderr, "{}: xdp_packets {} = printed {} + foreign {} + lost {}; octets {}; {} changes, {} flows\n", chosen.name,
               handed, got.packets, foreign, lost, got.octets, stats["reconfigurations"]["done"].get<std::uint64_t>(), got.flows);
    if (stats["frames"] != handed) return fail("frames counted differ from xdp_packets");
    if (got.packets + foreign + lost != handed) return fail("packets are missing or too many");
    if (got.octets != got.packets * 46) return fail("octets are wrong");
    return {};
}

// In ms, a value a change.
struct Times {
    std::vector<double> until_swap, loading, swapping, waiting, all;

    void add(const nlohmann::json& last) {
        until_swap.push_back(last["ms_until_swap"]);
        loading.push_back(last["ms_loading"]);
        swapping.push_back(last["ms_swapping"]);
        waiting.push_back(last["ms_waiting"]);
        all.push_back(last["ms"]);
    }
};

Result<Times> change_often(const Case& chosen, unsigned count, LiveProbe& probe, const std::string& file,
                           Statistics& statistics) {
    std::mt19937 random(1);
    Times times;
    std::size_t set = 0;
    for (unsigned i = 0; i < count; i++) {
        set = (set + 1 + random() % (kSets.size() - 1)) % kSets.size();
        if (auto done = change(probe, file, set); !done) return tl::unexpected(done.error());
        probe.signal(SIGUSR1);
        const auto stats = statistics.next();
        if (!stats) return tl::unexpected(stats.error());
        if (chosen.cached && i < 2 * kSets.size()) continue;  // some objects were not there yet
        times.add((*stats)["reconfigurations"]["last"]);
    }
    return times;
}

// Frames from two CPUs, until there were enough and end() is called.
class Load {
 public:
    Load(const VethPair& veth, std::uint64_t frames)
        : sender_([this, &veth, frames] {
              Traffic traffic;
              traffic.interface = VethPair::sending_interface();
              traffic.flows = kFlows;
              for (std::uint64_t handed = 0; sent_ && (!is_over_ || handed < frames);) {
                  sent_ = send_on_all(veth, traffic, 1'000'000);
                  if (const auto received = veth.received()) handed = received->at("xdp_packets");
              }
          }) {}
    Result<> end() {
        is_over_ = true;
        if (sender_.joinable()) sender_.join();
        return sent_;
    }
    ~Load() { (void)end(); }

 private:
    std::atomic<bool> is_over_{false};
    Result<> sent_;
    std::thread sender_;
};

void tell(const std::string& name, const Times& times, Report& report) {
    report.add({"reconfigure", name + ", request to swap", 0, kFlows, "ms", times.until_swap});
    report.add({"reconfigure", name + ", of that loading", 0, kFlows, "ms", times.loading});
    report.add({"reconfigure", name + ", of that replacing", 0, kFlows, "ms", times.swapping});
    report.add({"reconfigure", name + ", the kernel's grace period", 0, kFlows, "ms", times.waiting});
    report.add({"reconfigure", name + ", all", 0, kFlows, "ms", times.all});
    report.add({"reconfigure", name + ", packets missing", 0, kFlows, "packets", {0.0}});
}

Result<> run_case(const Case& chosen, const Options& options, Report& report) {
    const auto veth = VethPair::make();
    if (!veth) return tl::unexpected(veth.error());
    const auto scratch = probe::ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    const std::string file = scratch->path() / "xdpflow.toml";
    const std::string cache = chosen.cached ? (scratch->path() / "cache").string() : "/proc/none";
    std::ofstream(file) << configuration(0);
    Statistics statistics;
    LiveProbe probe;
    const std::vector<std::string> arguments = {"--interval", "0.5",  "--mode",   "native", "--droppers", "all",
                                                "--format",   "json", "--config", file,     "--stats",    statistics.path()};
    if (auto started = probe.start(*veth, arguments, {"CACHE_DIRECTORY=" + cache}); !started) return started;
    Load load(*veth, chosen.frames);
    const auto times = change_often(chosen, options.count / chosen.part, probe, file, statistics);
    if (!times) return tl::unexpected(times.error());
    if (auto sent = load.end(); !sent) return sent;
    const auto got = probe.finish();
    if (!got) return tl::unexpected(got.error());
    const auto stats = statistics.next();
    if (!stats) return tl::unexpected(stats.error());
    const auto received = veth->received();
    if (!received) return tl::unexpected(received.error());
    if (auto exact = check(chosen, *got, *stats, received->at("xdp_packets")); !exact)
        return fail(std::string(chosen.name) + ": " + exact.error().message);
    tell(chosen.name, *times, report);
    return {};
}

}  // namespace

Result<> run_reconfigure_bench(const Options& options, Report& report) {
    for (const Case& chosen : {Case{"from the cache", true, 1, 100'000'000}, Case{"compiled", false, 10, 0}}) {
        if (std::string_view(chosen.name).find(options.only) == std::string_view::npos) continue;
        if (auto done = run_case(chosen, options, report); !done) return done;
    }
    return {};
}

}  // namespace bench
