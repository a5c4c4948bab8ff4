// SPDX-License-Identifier: Apache-2.0
// Users' monitors at a live interface: snapshots that are exact under load, and several programs one after the other.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "probe/live/attachments.hpp"
#include "probe/live/live_session.hpp"
#include "probe/monitor/monitors.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/metered.hpp"
#include "tests/support/netns.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

using probe::monitor::Monitors;

constexpr const char* kHead = R"(#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/in.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#define MAP(kind, name, size, k, v) struct { __uint(type, kind); __uint(max_entries, size); __type(key, k); __type(value, v); } \
	name SEC(".maps")
)";

// Counts each packet once in a map of each kind: by the low bits of a source port.
constexpr const char* kCount = R"(struct sums { __u64 packets, octets; };
MAP(BPF_MAP_TYPE_PERCPU_ARRAY, total, 1, __u32, __u64);
MAP(BPF_MAP_TYPE_ARRAY, by_index, 16, __u32, __u64);
MAP(BPF_MAP_TYPE_HASH, by_port, 4096, __u16, struct sums);
MAP(BPF_MAP_TYPE_LRU_HASH, latest, 65536, __u16, struct sums);
MAP(BPF_MAP_TYPE_PERCPU_HASH, by_cpu, 4096, __u16, struct sums);
MAP(BPF_MAP_TYPE_LRU_PERCPU_HASH, latest_by_cpu, 65536, __u16, struct sums);
MAP(BPF_MAP_TYPE_ARRAY, ever, 1, __u32, __u64);
static __always_inline void add(void *map, __u16 key, __u64 octets)
{
	struct sums one = {1, octets}, *known = bpf_map_lookup_elem(map, &key);

	if (!known && bpf_map_update_elem(map, &key, &one, BPF_NOEXIST) == 0)
		return;
	if (!known)
		known = bpf_map_lookup_elem(map, &key);
	if (!known)
		return;
	__sync_fetch_and_add(&known->packets, 1);
	__sync_fetch_and_add(&known->octets, octets);
}
SEC("xdp") int count(struct xdp_md *context)
{
	void *data = (void *)(long)context->data, *end = (void *)(long)context->data_end;
	__u64 octets = end - data, *sum;
	__u32 zero = 0, index;
	__u16 key = 0;

	if (data + 36 <= end)
		key = *(__u16 *)(data + 34) & bpf_htons(0x3ff);
	sum = bpf_map_lookup_elem(&total, &zero);
	if (sum)
		(*sum)++;
	index = key & 15;
	sum = bpf_map_lookup_elem(&by_index, &index);
	if (sum)
		__sync_fetch_and_add(sum, 1);
	sum = bpf_map_lookup_elem(&ever, &zero);
	if (sum)
		__sync_fetch_and_add(sum, 1);
	add(&by_port, key, octets);
	add(&latest, key, octets);
	add(&by_cpu, key, octets);
	add(&latest_by_cpu, key, octets);
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
)";

config::MonitorMetric metric(const std::string& name, bool snapshot, bool init, const std::string& agg = "") {
    return {name, name, "", snapshot, init, agg, "json"};
}

config::Monitor monitor(const std::string& name, const std::string& code, std::vector<config::MonitorMetric> metrics,
                        std::int64_t order = config::Monitor::kUsualOrder) {
    config::Monitor monitor;
    monitor.name = name;
    monitor.interfaces = {"vb0"};
    monitor.code = kHead + code;
    monitor.order = order;
    monitor.metrics = std::move(metrics);
    return monitor;
}

template <class T>
T value_or_throw(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    return std::move(*result);
}

struct Monitored {
    explicit Monitored(const VethPair& pair, probe::Mode mode = probe::Mode::native) : veth(pair), monitors(places, mode) {}
    ~Monitored() {
        veth.receiver.inside([&] { monitors.stop_all(); });
    }

    void start(const config::Monitor& wanted) {
        const auto prepared = value_or_throw(Monitors::prepare(wanted));
        veth.receiver.inside([&] { (void)value_or_throw(monitors.start(prepared)); });
    }
    // {"metric": elements} of vb0.
    std::map<std::string, probe::monitor::Json> read(const std::string& name) {
        std::map<std::string, probe::monitor::Json> metrics;
        const auto all = to_json(value_or_throw(monitors.read(name)));
        for (const auto& one : all.at("metrics"))
            metrics[one.at("name").get<std::string>()] = one.at("values").at(0).at("elements");
        return metrics;
    }
    std::uint64_t number(const std::string& name, const std::string& of) {
        return read(name).at(of).at(0).at("value").get<std::uint64_t>();
    }

    const VethPair& veth;
    probe::ChainedPlaces places;
    Monitors monitors;
};

// Of "packets" in structures, or of plain numbers, on all CPUs.
std::uint64_t sum_of(const probe::monitor::Json& elements) {
    const auto number = [](const probe::monitor::Json& value) {
        return value.is_object() ? value.at("packets").get<std::uint64_t>() : value.get<std::uint64_t>();
    };
    std::uint64_t sum = 0;
    for (const auto& element : elements) {
        if (element.contains("value")) sum += number(element.at("value"));
        if (element.contains("values"))
            for (const auto& value : element.at("values")) sum += number(value);
    }
    return sum;
}

const std::vector<std::string> kMaps = {"total", "by_index", "by_port", "latest", "by_cpu", "latest_by_cpu"};

TEST(Monitor, HasEveryPacketInOneSnapshot) {
    const VethPair veth;
    Monitored monitored(veth);
    std::vector<config::MonitorMetric> metrics;
    for (const std::string& map : kMaps) metrics.push_back(metric(map, true, true, map == "by_cpu" ? "sum" : ""));
    metrics.push_back(metric("ever", false, false));
    monitored.start(monitor("count", kCount, metrics));

    std::map<std::string, std::uint64_t> sums;
    int snapshots = 0, with_packets = 0;
    const auto take = [&] {
        const auto read = monitored.read("count");
        for (const std::string& map : kMaps) sums[map] += sum_of(read.at(map));
        with_packets += sum_of(read.at("total")) > 0;
        snapshots++;
        for (const std::string& map : kMaps) EXPECT_EQ(sums[map], sums["total"]) << map << " in snapshot " << snapshots;
    };
    while (with_packets < 200) {
        Flood flood(veth, 1'000'000, {"--flows", "5000"});
        while (!flood.is_over()) take();
        ASSERT_EQ(flood.finish(), "");
    }
    take();

    EXPECT_EQ(sums["total"], veth.xdp_packets());
    EXPECT_EQ(sum_of(monitored.read("count").at("ever")), veth.xdp_packets());  // the copies have it in common
}

TEST(Monitor, AddsUpSnapshotsThatAreNotToBeginAnew) {
    VethPair veth;
    Monitored monitored(veth);
    monitored.start(monitor("count", kCount, {metric("total", true, false, "sum"), metric("by_port", true, false)}));
    const Packet udp = Ethernet{} / Ipv4{} / Udp{};

    for (unsigned i = 1; i <= 5; i++) {
        veth.send(udp, 10);
        EXPECT_EQ(monitored.number("count", "total"), 10 * i);
        const auto by_port = monitored.read("count").at("by_port");
        ASSERT_EQ(by_port.size(), 1U);
        EXPECT_EQ(by_port.at(0).at("value").at("packets"), 10 * i);
    }
}

// Drops UDP to port 7, and counts what comes.
constexpr const char* kGate = R"(MAP(BPF_MAP_TYPE_ARRAY, seen, 1, __u32, __u64);
SEC("xdp") int gate(struct xdp_md *context)
{
	void *data = (void *)(long)context->data, *end = (void *)(long)context->data_end;
	__u32 zero = 0;
	__u64 *sum = bpf_map_lookup_elem(&seen, &zero);

	if (sum)
		__sync_fetch_and_add(sum, 1);
	if (data + 42 > end)
		return XDP_PASS;
	return *(__be16 *)(data + 36) == bpf_htons(7) ? XDP_DROP : XDP_PASS;
}
char _license[] SEC("license") = "GPL";
)";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) text.replace(at, what.size(), by);
    return text;
}

const Packet kToSeven = Ethernet{} / Ipv4{} / Udp{.destination_port = 7},
             kToEight = Ethernet{} / Ipv4{} / Udp{.destination_port = 8};

// The flow probe, as far as it is needed to attach it.
struct FlowProbe {
    explicit FlowProbe(probe::ChainedPlaces& places)
        : plan(*probe::make_plan({{"IN_PKTS", "INPUT_SNMP"}, {}, {}}, built_in())),
          object(value_or_throw(probe::object_of(plan, probe::Source::live, probe::Machine::bpf,
                                                 probe::ObjectCache({XDPFLOW_BUILD_DIR "/objects"})))),
          tc_object(value_or_throw(probe::object_of(plan, probe::Source::live, probe::Machine::bpf,
                                                    probe::ObjectCache({XDPFLOW_BUILD_DIR "/objects"}), kTc))),
          program(load()),
          points(probe::point_parts(plan)),
          attachments(*program, points, &places) {}

    static constexpr probe::Place kTc{probe::Hook::tc, true};
    std::unique_ptr<probe::KernelProgram> load() {
        probe::LoadRequest request{&object, &plan, {10, 1024}};
        request.object_of = [this](probe::Place place) -> Result<std::string> {
            return place.hook == probe::Hook::tc ? tc_object : object;
        };
        return value_or_throw(probe::KernelProgram::load(request));
    }
    void attach(const VethPair& veth, probe::Mode mode, probe::Direction direction = probe::Direction::in) {
        veth.receiver.inside([&] {
            const auto attached = attachments.attach(*probe::find_interface("vb0"), mode, direction);
            if (!attached) throw std::runtime_error(attached.error().text());
        });
    }
    std::uint64_t frames() { return sum_counters(program->memory()).frames; }

    probe::Plan plan;
    std::string object, tc_object;
    std::unique_ptr<probe::KernelProgram> program;
    exporter::Points points;
    probe::Attachments attachments;
};

TEST(Monitor, RunsInItsOrderBesideTheFlowProbeAndOthers) {
    for (const bool tc : {false, true}) {
        VethPair veth;
        Monitored monitored(veth);
        std::string code = kGate;
        if (tc)
            code = replaced(replaced(replaced(replaced(code, "SEC(\"xdp\")", "SEC(\"tc\")"), "struct xdp_md", "struct __sk_buff"),
                                     "XDP_DROP", "TC_ACT_SHOT"),
                            "XDP_PASS", "TC_ACT_UNSPEC");
        const std::string pass = replaced(replaced(code, "XDP_DROP", "XDP_PASS"), "TC_ACT_SHOT", "TC_ACT_OK");
        monitored.start(monitor("first", pass, {metric("seen", true, false)}, -5));
        monitored.start(monitor("last", pass, {metric("seen", true, false)}, 7));
        FlowProbe flows(monitored.places);
        flows.attach(veth, tc ? probe::Mode::tc : probe::Mode::native);
        const auto seen = [&] {
            return std::to_string(monitored.number("first", "seen")) + " " + std::to_string(flows.frames()) + " " +
                   std::to_string(monitored.number("last", "seen"));
        };

        veth.send(kToSeven, 3);
        veth.send(kToEight, 5);
        EXPECT_EQ(seen(), "8 8 8");

        monitored.start(monitor("gate", code, {metric("seen", true, true)}, -1));  // before the flow probe
        veth.send(kToSeven, 10);
        veth.send(kToEight, 1);
        EXPECT_EQ(seen(), "19 9 9");
        EXPECT_EQ(monitored.number("gate", "seen"), 11U);

        monitored.start(monitor("gate", code, {metric("seen", true, true)}, 1));  // behind it
        veth.send(kToSeven, 20);
        EXPECT_EQ(seen(), "39 29 9");
        EXPECT_EQ(monitored.number("gate", "seen"), 20U);

        veth.receiver.inside([&] { monitored.monitors.stop("gate"); });
        veth.send(kToSeven, 30);
        EXPECT_EQ(seen(), "69 59 39");

        veth.receiver.inside([&] { flows.attachments.detach(0); });
        veth.send(kToSeven, 1);
        EXPECT_EQ(seen(), "70 59 40");
    }
}

TEST(Monitor, SeesWhatLeavesInTc) {
    VethPair veth({.addresses = true});
    Monitored monitored(veth);
    config::Monitor out =
        monitor("out",
                replaced(replaced(replaced(kGate, "SEC(\"xdp\")", "SEC(\"tc\")"), "struct xdp_md", "struct __sk_buff"), "XDP_",
                         "3 + 0 * XDP_"),
                {metric("seen", false, true)});
    out.direction = "out";
    monitored.start(out);
    FlowProbe flows(monitored.places);
    flows.attach(veth, probe::Mode::tc, probe::Direction::out);
    const probe::UniqueFd socket = frame_socket(veth.receiver, "vb0");
    const Octets frame = kToEight.octets();
    const std::uint64_t before = flows.frames();
    (void)monitored.read("out");
    for (int i = 0; i < 12; i++) ASSERT_EQ(::write(socket.get(), frame.data(), frame.size()), static_cast<ssize_t>(frame.size()));
    EXPECT_EQ(flows.frames() - before, 12U);
    EXPECT_EQ(monitored.number("out", "seen"), 12U);
}

TEST(Monitor, LeavesNothingBehind) {
    const VethPair veth;
    {
        Monitored monitored(veth);
        monitored.start(monitor("gate", kGate, {metric("seen", true, true)}));
        EXPECT_NE(veth.program(), 0U);
        veth.receiver.inside([&] { EXPECT_TRUE(monitored.monitors.stop("gate")); });
        EXPECT_EQ(veth.program(), 0U);
    }
}

TEST(Monitor, ReadsQueuesOnce) {
    VethPair veth;
    Monitored monitored(veth);
    const std::string code = replaced(replaced(replaced(kGate, "MAP(BPF_MAP_TYPE_ARRAY, seen, 1, __u32, __u64);",
                                                        "struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 16); "
                                                        "__type(value, __u64); } seen SEC(\".maps\");"),
                                               "bpf_map_lookup_elem(&seen, &zero)", "0"),
                                      "if (sum)\n\t\t__sync_fetch_and_add(sum, 1);",
                                      "__u64 port = data + 42 > end ? 0 : bpf_ntohs(*(__be16 *)(data + 36)); "
                                      "bpf_map_push_elem(&seen, &port, 0);");
    for (const bool snapshot : {true, false}) {
        monitored.start(monitor("gate", code, {metric("seen", snapshot, true)}));
        veth.send(kToEight, 2);
        veth.send(kToSeven, 1);
        EXPECT_EQ(monitored.read("gate").at("seen").dump(), R"([{"value":8},{"value":8},{"value":7}])");
        EXPECT_EQ(monitored.read("gate").at("seen").dump(), "[]");
    }
}

TEST(Monitor, IsRefusedWithAReason) {
    const VethPair veth;
    Monitored monitored(veth);
    const auto told = [&](const config::Monitor& wanted) {
        const auto prepared = Monitors::prepare(wanted);
        if (!prepared) return prepared.error().text();
        std::string why = "started";
        veth.receiver.inside([&] {
            const auto started = monitored.monitors.start(*prepared);
            if (!started) why = started.error().text();
        });
        EXPECT_EQ(why.find('\n'), std::string::npos);
        EXPECT_EQ(veth.program(), 0U);
        return why;
    };
    EXPECT_EQ(told(monitor("gate", "int x = y;\n", {})), "the source of monitor \"gate\":11:9: use of undeclared identifier 'y'");
    EXPECT_EQ(told(monitor("gate", kGate, {metric("other", false, false)})),
              "monitor \"gate\": metric \"other\" is of a map \"other\", which its object has not");
    EXPECT_EQ(told(monitor("gate", "int x;\n", {})),
              "monitor \"gate\": its object has no program: put one into SEC(\"xdp\") or SEC(\"tc\")");
    EXPECT_THAT(told(monitor("gate", replaced(kGate, "data + 42 > end", "0"), {})),
                testing::HasSubstr("the kernel refuses monitor \"gate\": invalid access to packet"));
    config::Monitor out = monitor("gate", kGate, {});
    out.direction = "out";
    EXPECT_EQ(told(out), "monitor \"gate\": what leaves an interface is seen by TC alone: put the program into SEC(\"tc\")");
    config::Monitor elsewhere = monitor("gate", kGate, {});
    elsewhere.interfaces = {"vb0", "nowhere0"};
    EXPECT_THAT(told(elsewhere), testing::HasSubstr("there is no interface \"nowhere0\""));
}

}  // namespace
}  // namespace support
