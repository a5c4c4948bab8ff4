// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/monitor_at.hpp"

#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "probe/load/refusal.hpp"

#ifndef BPF_F_XDP_HAS_FRAGS
#define BPF_F_XDP_HAS_FRAGS (1U << 5)
#endif

namespace probe::monitor {

namespace {

tl::unexpected<Error> wrong(const config::Monitor& monitor, const std::string& why) {
    return fail("monitor \"" + monitor.name + "\": " + why);
}

bool wants_own_copy(const config::Monitor& monitor, const char* map) {
    return std::any_of(monitor.metrics.begin(), monitor.metrics.end(),
                       [&](const config::MonitorMetric& one) { return one.snapshot && one.map == map; });
}

// With the verifier's reason and the line, as far as they are known.
tl::unexpected<Error> explain(const config::Monitor& monitor, int error, const std::string& log, const InstructionLines& lines) {
    if (error == EPERM && log.empty())
        return wrong(monitor, "no permission to load it: run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON");
    const VerifierLog refused = read_verifier_log(log);
    const std::string words = !refused.reason.empty() ? refused.reason : last_words_of_libbpf();
    const std::string why =
        "the kernel refuses monitor \"" + monitor.name + "\": " + (words.empty() ? std::string(std::strerror(error)) : words);
    const auto positions = refused.instruction ? lines.near(*refused.instruction) : std::vector<InstructionLines::Position>();
    if (positions.empty() || monitor.source.empty()) return fail(why);
    return tl::unexpected<Error>(Error{why, monitor.source, positions.front().line, positions.front().column});
}

void take_frags(bpf_object* object, bool multi_buffer) {
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object) {
        const __u32 others = bpf_program__flags(program) & ~BPF_F_XDP_HAS_FRAGS;
        bpf_program__set_flags(program, others | (multi_buffer ? BPF_F_XDP_HAS_FRAGS : 0));
    }
}

}  // namespace

Result<std::unique_ptr<MonitorAt>> MonitorAt::start(const config::Monitor& monitor, const MonitorObject& object,
                                                    ChainedPlaces& places, const Interface& interface, Mode mode) {
    const Direction direction = monitor.direction == "out" ? Direction::out : Direction::in;
    if (!interface.ethernet && object.hook == Hook::xdp) mode = Mode::generic;  // such devices have no other
    const auto place = places.open(interface, direction, object.hook, mode, object.several_buffers);
    if (!place) return tl::unexpected(place.error());
    const auto abandon = [&](const Error& error) {
        places.clean();
        return tl::unexpected(error);
    };
    Chain& chain = *(*place)->chain;
    if (chain.multi_buffer() && !object.several_buffers)
        return abandon(Error{"monitor \"" + monitor.name + "\": " + interface.name +
                                 " gives XDP frames of several buffers: put its program into SEC(\"xdp.frags\")",
                             {},
                             0,
                             0});
    std::unique_ptr<MonitorAt> started(new MonitorAt(monitor, object, interface));
    started->remark_ = (*place)->attachment.remark;
    auto seat = chain.reserve(monitor.order);
    Result<> done = seat ? started->load(seat->tail(), chain.multi_buffer()) : tl::unexpected(seat.error());
    if (done) done = seat->set(started->instances_.front().program.get());
    if (!done) {
        if (seat) seat->leave();
        return abandon(done.error());
    }
    started->seat_ = std::move(*seat);
    return started;
}

Result<bpf_object*> MonitorAt::load_object(ObjectHandle& object) {
    const auto prepare = [&]() -> Result<bpf_object*> {
        auto opened = open_object(monitor_, object_.octets);
        if (!opened) return tl::unexpected(opened.error());
        bpf_map* map = nullptr;
        bpf_object__for_each_map(map, opened->get()) {
            if (instances_.empty() || wants_own_copy(monitor_, bpf_map__name(map))) continue;
            const bpf_map* shared = bpf_object__find_map_by_name(instances_.front().object.get(), bpf_map__name(map));
            if (!shared || bpf_map__reuse_fd(map, bpf_map__fd(shared)) != 0)
                return wrong(monitor_, std::string("map \"") + bpf_map__name(map) + "\" cannot be shared by two copies");
        }
        object = std::move(*opened);
        return object.get();
    };
    auto opened = prepare();
    if (!opened) return opened;
    take_frags(object.get(), false);
    const int error = -bpf_object__load(object.get());
    if (error == 0) return opened;

    // Once more with a log: before Linux 6.4 one that is full has no end.
    std::string log(UINT32_MAX >> 8, '\0');
    const InstructionLines lines(object_.program);
    opened = prepare();
    if (!opened) return opened;
    if (bpf_program* program = bpf_object__find_program_by_name(object.get(), object_.program.c_str()))
        bpf_program__set_log_buf(program, log.data(), log.size());
    take_frags(object.get(), false);
    if (bpf_object__load(object.get()) == 0) return object.get();
    return explain(monitor_, error, log.c_str(), lines);
}

Result<> MonitorAt::load(const Tail& tail, bool multi_buffer) {
    const bool snapshots = std::any_of(monitor_.metrics.begin(), monitor_.metrics.end(),
                                       [](const config::MonitorMetric& one) { return one.snapshot; });
    for (int i = 0; i < (snapshots ? 2 : 1); i++) {
        Instance instance;
        const auto object = load_object(instance.object);
        if (!object) return tl::unexpected(object.error());
        auto program =
            load_with_tail(bpf_object__find_program_by_name(*object, object_.program.c_str()), object_.hook, multi_buffer, tail);
        if (!program) return wrong(monitor_, program.error().message);
        instance.program = std::move(*program);
        for (const config::MonitorMetric& metric : monitor_.metrics) {
            const bpf_map* map = bpf_object__find_map_by_name(*object, metric.map.c_str());
            auto facts = facts_of(bpf_map__fd(map), metric.map);
            if (!facts) return wrong(monitor_, facts.error().message);
            instance.maps.push_back(*facts);
        }
        instances_.push_back(std::move(instance));
    }
    for (std::size_t i = 0; i < monitor_.metrics.size(); i++) {
        Metric metric;
        metric.tally = std::make_unique<Tally>(instances_.front().maps[i], object_.metrics[i].value);
        metrics_.push_back(std::move(metric));
    }
    return {};
}

Result<> MonitorAt::flip() {
    const std::size_t other = 1 - active_;
    if (auto set = seat_.set(instances_[other].program.get()); !set) return set;
    active_ = other;
    return {};
}

Result<Contents> MonitorAt::take(std::size_t metric) {
    const config::MonitorMetric& wanted = monitor_.metrics[metric];
    if (!wanted.snapshot) return read_map(instances_[active_].maps[metric], wanted.init);
    return wanted.init ? metrics_[metric].tally->take() : metrics_[metric].tally->contents();
}

Result<> MonitorAt::drain() {
    const Instance& frozen = instances_[1 - active_];
    for (std::size_t i = 0; i < metrics_.size(); i++) {
        if (!monitor_.metrics[i].snapshot) continue;
        auto contents = read_map(frozen.maps[i], true);
        if (!contents) return wrong(monitor_, "metric \"" + monitor_.metrics[i].name + "\": " + contents.error().message);
        metrics_[i].tally->add(std::move(*contents));
    }
    return {};
}

}  // namespace probe::monitor
