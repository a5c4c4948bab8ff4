// SPDX-License-Identifier: Apache-2.0
// F2: what retrieving the flows costs the CPU that meters, by the time between two retrievals. One CPU sends and meters as fast as it
// can, another one retrieves.
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "tests/bench/paper.hpp"
#include "tests/bench/paper_programs.hpp"
#include "tests/bench/retrieval.hpp"

namespace bench {

namespace {

constexpr const char* kCost = "cost, of the rate without snapshots";
constexpr double kTargetInterval = 100, kCostTarget = 0.0015;
// Frames are sent in calls of this length, whatever the window: each begins with cold caches and new pages, which takes percents.
constexpr double kCallSeconds = 0.25;

// What is metered, and how much of the work of a snapshot is done.
struct Kind {
    const char* name;
    std::vector<std::string> fields;
    Work work;
};

const std::array<Kind, 3>& kinds() {
    static const std::array<Kind, 3> kAll = {
        Kind{"flow table", netflow9_fields(), Work::everything}, Kind{"flow table, swap alone", netflow9_fields(), Work::swap},
        Kind{"one record for all", {"IN_PKTS", "IN_BYTES", "TCP_FLAGS", "FIRST_SWITCHED", "LAST_SWITCHED"}, Work::everything}};
    return kAll;
}

// Without, with, without retrieval, so that a machine that gets slower or faster meanwhile harms neither.
struct Schedule {
    std::size_t kind;
    double interval_ms;
    double with_seconds, without_seconds;  // of one turn, the latter before and after
    unsigned turns;
};

std::vector<Schedule> schedules(bool quick) {
    if (quick)
        return {{0, 10, 0.2, 0.1, 1}, {0, 100, 0.4, 0.2, 1}, {0, 1000, 1, 0.5, 1}, {1, 100, 0.4, 0.2, 1}, {2, 100, 0.4, 0.2, 1}};
    std::vector<Schedule> all = {{0, 1000, 1, 0.5, 1}, {0, 2000, 2, 0.5, 1}, {0, 5000, 5, 0.5, 1}, {0, 10'000, 10, 0.5, 1}};
    for (const double interval : {10., 20., 50., 200., 500.})
        all.push_back({0, interval, interval == 200 ? 1. : 0.5, interval == 200 ? 0.5 : 0.25, 1});
    for (const std::size_t kind : {0U, 1U, 2U}) all.push_back({kind, 100, 0.5, 0.25, 4});
    for (const std::size_t kind : {1U, 2U}) all.push_back({kind, 10, 0.5, 0.25, 1}), all.push_back({kind, 1000, 1, 0.5, 1});
    return all;
}

struct Window {
    double cpu_ns = 0, seconds = 0, ms_between = 0;
    std::uint64_t frames = 0;

    void add(const Window& more) {
        cpu_ns += more.cpu_ns;
        seconds += more.seconds;
        ms_between = more.ms_between;
        frames += more.frames;
    }
    [[nodiscard]] double mpps() const { return static_cast<double>(frames) * 1000 / cpu_ns; }
};

// A program with what retrieves from it.
class Metering {
 public:
    static Result<std::unique_ptr<Metering>> make(const Kind& kind) {
        auto program =
            FlowProgram::make({.fields = kind.fields, .features_folder = "", .table_flows = kPaperFlows, .droppers = {"all"}});
        if (!program) return tl::unexpected(program.error());
        auto grace = probe::Grace::make();
        if (!grace) return tl::unexpected(grace.error());
        std::unique_ptr<Metering> metering(new Metering(std::move(*program), std::move(*grace)));
        if (!metering->flows_.points().take({.input = 1})) return fail("no number for an interface");
        return metering;
    }
    [[nodiscard]] int descriptor() const { return program_->descriptor(); }

    // Frames for so long, at the rate of the last time.
    Result<Window> window(const VethPair& veth, Generator& generator, double seconds, Work work, double interval_ms) {
        Retrieval retrieval(source_, work, interval_ms);
        const InNamespace here(veth.sender());
        Window window;
        for (double left = seconds; left > seconds / 20 || window.frames == 0; left = seconds - window.seconds) {
            const auto sent = generator.send(static_cast<std::uint64_t>(std::min(left, kCallSeconds) * frames_per_second_) + 1);
            if (!sent) return tl::unexpected(sent.error());
            window.add({sent->cpu_seconds * 1e9, sent->seconds, 0, sent->frames_sent});
            frames_per_second_ = static_cast<double>(sent->frames_sent) / sent->seconds;
        }
        const Retrieved retrieved = retrieval.end();
        if (!retrieved.result) return tl::unexpected(retrieved.result.error());
        window.ms_between = retrieved.ms_between;
        return window;
    }

 private:
    Metering(std::unique_ptr<FlowProgram> program, probe::Grace grace)
        : program_(std::move(program)),
          grace_(std::move(grace)),
          nowhere_(::open("/dev/null", O_WRONLY | O_CLOEXEC)),
          output_(nowhere_.get(), "nowhere"),
          flows_(program_->plan(), {}, probe::Format::json, output_),
          source_{*program_, grace_, flows_} {}

    std::unique_ptr<FlowProgram> program_;
    probe::Grace grace_;
    probe::UniqueFd nowhere_;
    exporter::Output output_;
    probe::Flows flows_;
    Source source_;
    double frames_per_second_ = 1e6;
};

struct Setup {
    VethPair veth;
    std::unique_ptr<Generator> generator;
    std::vector<std::unique_ptr<Metering>> meterings;  // by kind
};

Result<Setup> make_setup() {
    auto veth = VethPair::make();
    if (!veth) return tl::unexpected(veth.error());
    auto generator = make_paper_generator(*veth);
    if (!generator) return tl::unexpected(generator.error());
    Setup setup{std::move(*veth), std::move(*generator), {}};
    for (const Kind& kind : kinds()) {
        auto metering = Metering::make(kind);
        if (!metering) return tl::unexpected(metering.error());
        setup.meterings.push_back(std::move(*metering));
    }
    return setup;
}

Result<> visit(const Setup& setup, const Schedule& schedule, Figure& figure) {
    const Kind& kind = kinds()[schedule.kind];
    Metering& metering = *setup.meterings[schedule.kind];
    const Attached attached(setup.veth, metering.descriptor());
    if (!attached.is_attached()) return fail("no native XDP on the receiving veth");
    const auto window = [&](double seconds, Work work) {
        return metering.window(setup.veth, *setup.generator, seconds, work, schedule.interval_ms);
    };
    if (const auto warm = window(0.05, Work::nothing); !warm) return tl::unexpected(warm.error());
    Window with, without;
    for (unsigned turn = 0; turn < schedule.turns; turn++)
        for (const bool retrieves : {false, true, false}) {
            const auto one =
                retrieves ? window(schedule.with_seconds, kind.work) : window(schedule.without_seconds, Work::nothing);
            if (!one) return tl::unexpected(one.error());
            (retrieves ? with : without).add(*one);
        }
    const double x = schedule.interval_ms;
    figure.add({kCost, kind.name, x, "%"}, 100 * (1 - with.mpps() / without.mpps()));
    if (kind.work == Work::swap) return {};
    figure.add({"throughput", std::string(kind.name) + ", with snapshots", x, "Mpps"}, with.mpps());
    figure.add({"throughput", std::string(kind.name) + ", without, same rounds", x, "Mpps"}, without.mpps());
    if (with.ms_between > 0) figure.add({"time between snapshots", kind.name, x, "ms"}, with.ms_between);
    return {};
}

void judge(const Kind& kind, Figure& figure) {
    std::vector<double> shares;
    for (const double cost : figure.rounds(kCost, kind.name, kTargetInterval)) shares.push_back(cost / 100);
    const Interval interval = median_interval(shares);
    const bool is_hidden = interval.low <= 0;
    figure.judge(
        {fmt::format("{}: a snapshot every 100 ms costs at most 0.15 % of the rate, or nothing that can be seen", kind.name),
         percent(shares) + (is_hidden ? ": not to be told from none" : ""), interval.median <= kCostTarget || is_hidden});
}

}  // namespace

Result<Figure> figure_of_retrieval(const Options& options) {
    Figure figure("f2_retrieval", "Throughput by the time between two snapshots, one CPU", "ms between snapshots");
    figure.remark("60-octet TCP SYN, 25,000 flows, through a veth pair whose ends are on one CPU; snapshots on another one");
    figure.remark(
        "flow table: 15 fields, read into the flow cache; swap alone: nothing is read; one record for all: no field is a key");
    figure.remark("pairs: without, with, without snapshots, in turn, in each round; the cost is that of the pair");
    const auto setup = make_setup();
    if (!setup) return tl::unexpected(setup.error());
    const std::vector<Schedule> all = schedules(options.quick);
    const auto done = interleave(options.quick ? 2 : std::min(options.rounds, 6U), all.size(),
                                 [&](std::size_t number) { return visit(*setup, all[number], figure); });
    if (!done) return tl::unexpected(done.error());
    for (const Kind& kind : kinds()) judge(kind, figure);
    return figure;
}

}  // namespace bench
