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
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <string_view>
#include <thread>

#include "bpf/catalogue.hpp"
#include "probe/compile/child.hpp"
#include "probe/session/program_source.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/live_probe.hpp"

namespace bench {

namespace {

struct Case {
    const char* name;
    bool cached;           // objects are there
    const char* kept;      // MiB of programs that stay loaded
    bool loaded;           // frames come all the time, as fast as it goes, on two CPUs
    std::uint64_t frames;  // at least
    unsigned part;         // of the changes asked for
};

constexpr std::array kCases = {
    Case{"from the cache", true, "2000", true, 100'000'000, 1}, Case{"compiled", false, "0", true, 100'000'000, 1},
    Case{"object from the cache", true, "0", true, 0, 10}, Case{"from the cache, no load", true, "2000", false, 0, 10},
    Case{"compiled, no load", false, "0", false, 0, 10}};
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

std::string fields(std::size_t set) { return fmt::format("{}IN_PKTS IN_BYTES {}", kTuple, kSets[set]); }
std::string configuration(std::size_t set) { return fmt::format("fields = \"{}\"\n", fields(set)); }

// Objects of all sets, as they are after a change and two seconds of rest.
Result<> fill_cache(const std::string& folder) {
    const auto catalogue = bpf::Catalogue::load("");
    if (!catalogue) return tl::unexpected(catalogue.error());
    const probe::ObjectCache cache({folder});
    for (std::size_t set = 0; set < kSets.size(); set++) {
        const auto plan = probe::make_plan({probe::split_names(fields(set)), {"all"}, {}}, *catalogue);
        if (!plan) return tl::unexpected(plan.error());
        if (auto made = probe::object_of(*plan, probe::Source::live, probe::Machine::bpf, cache); !made)
            return tl::unexpected(made.error());
    }
    return {};
}

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
    const auto& changes = stats["reconfigurations"];
    fmt::print(stderr, "{}: xdp_packets {} = printed {} + foreign {} + lost {}; octets {}; {} changes, {} refined, {} flows\n",
               chosen.name, handed, got.packets, foreign, lost, got.octets, changes["done"].get<std::uint64_t>(),
               changes["refined"].get<std::uint64_t>(), got.flows);
    if (stats["frames"] != handed) return fail("frames counted differ from xdp_packets");
    if (got.packets + foreign + lost != handed) return fail("packets are missing or too many");
    if (got.octets != got.packets * 46) return fail("octets are wrong");
    return {};
}

// What a change has taken, in ms, as the probe tells it. The program is swapped when a packet goes through the new one; without packets
// only the kernel's word for it is known, which it gives a grace period later.
struct Stage {
    const char* key;
    const char* name;
    const char* otherwise = nullptr;  // where the first is not known
};
constexpr std::array kStages = {Stage{"ms_until_packet", "request to swap", "ms_until_swap"},
                                Stage{"ms_until_swap", "request to the kernel's word for it"},
                                Stage{"ms_planning", "of that planning"},
                                Stage{"ms_compiling", "of that compiling"},
                                Stage{"ms_loading", "of that loading"},
                                Stage{"ms_swapping", "of that replacing"},
                                Stage{"ms_waiting", "then the kernel's grace period"},
                                Stage{"ms", "all"}};

struct Times {
    std::array<std::vector<double>, kStages.size()> of;  // a value a change

    void add(const nlohmann::json& last) {
        for (std::size_t i = 0; i < kStages.size(); i++) {
            const Stage& stage = kStages[i];
            of[i].push_back(last[last[stage.key].is_null() ? stage.otherwise : stage.key]);
        }
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
        if (chosen.cached && i < 2 * kSets.size()) continue;  // some programs were not there yet
        times.add((*stats)["reconfigurations"]["last"]);
    }
    return times;
}

// Frames from two CPUs without a pause, until there were enough and end() is called.
class Load {
 public:
    Load(const VethPair& veth, std::uint64_t frames) {
        Traffic traffic;
        traffic.interface = VethPair::sending_interface();
        traffic.flows = kFlows;
        sender_ = std::thread([this, &veth, frames, traffic] {
            sent_ = send_until(veth, traffic, [this, &veth, frames] {
                const auto received = veth.received();
                return is_over_ && (!received || received->at("xdp_packets") >= frames);
            });
        });
    }
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
    for (std::size_t i = 0; i < kStages.size(); i++)
        report.add({"reconfigure", name + ", " + kStages[i].name, 0, kFlows, "ms", times.of[i]});
    report.add({"reconfigure", name + ", packets missing", 0, kFlows, "packets", {0.0}});
}

Result<> run_case(const Case& chosen, const Options& options, Report& report) {
    const auto veth = VethPair::make();
    if (!veth) return tl::unexpected(veth.error());
    const auto scratch = probe::ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    const std::string file = scratch->path() / "xdpflow.toml";
    std::filesystem::permissions(scratch->path(), std::filesystem::perms::owner_all);  // else objects would not be trusted
    const std::string cache = chosen.cached ? (scratch->path() / "cache").string() : "/proc/none";
    if (auto filled = chosen.cached ? fill_cache(cache) : Result<>(); !filled) return filled;
    std::ofstream(file) << configuration(0);
    Statistics statistics;
    LiveProbe probe;
    const std::vector<std::string> arguments = {
        "--keep-loaded", chosen.kept, "--interval", "0.5",      "--mode", "native",  "--droppers",
        "all",           "--format",  "json",       "--config", file,     "--stats", statistics.path()};
    if (auto started = probe.start(*veth, arguments, {"CACHE_DIRECTORY=" + cache}); !started) return started;
    std::optional<Load> load;
    if (chosen.loaded) load.emplace(*veth, chosen.frames);
    const auto times = change_often(chosen, options.count / chosen.part, probe, file, statistics);
    if (!times) return tl::unexpected(times.error());
    if (auto sent = load ? load->end() : Result<>(); !sent) return sent;
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
    for (const Case& chosen : kCases) {
        if (std::string_view(chosen.name).find(options.only) == std::string_view::npos) continue;
        if (auto done = run_case(chosen, options, report); !done) return done;
    }
    return {};
}

}  // namespace bench
