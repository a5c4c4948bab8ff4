// SPDX-License-Identifier: Apache-2.0
// Users' monitors at a live interface: snapshots that are exact under load, and several programs one after the other.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "probe/live/attachments.hpp"
#include "probe/live/live_session.hpp"
#include "tests/support/monitored.hpp"
#include "tests/support/netns_probe.hpp"

namespace support {
namespace {

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

// Writes to one map, takes its time, and writes to another one.
constexpr const char* kSlow = R"(MAP(BPF_MAP_TYPE_ARRAY, early, 1, __u32, __u64);
MAP(BPF_MAP_TYPE_ARRAY, late, 1, __u32, __u64);
SEC("xdp") int slow(struct xdp_md *context)
{
	__u32 zero = 0;
	__u64 *first = bpf_map_lookup_elem(&early, &zero), *second = bpf_map_lookup_elem(&late, &zero);

	if (!first || !second)
		return XDP_PASS;
	__sync_fetch_and_add(first, 1);
	for (int i = 0; i < 2000; i++)
		bpf_ktime_get_ns();
	__sync_fetch_and_add(second, 1);
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
)";

TEST(Monitor, IsReadWhenNoPacketIsUnderWay) {
    const VethPair veth;
    Monitored monitored(veth);
    monitored.start(monitor("slow", kSlow, {metric("early", true, true), metric("late", true, true)}));
    Flood flood(veth, 50'000, {"--flows", "1"});
    int with_packets = 0;
    while (!flood.is_over()) {
        const auto read = monitored.read("slow");
        ASSERT_EQ(sum_of(read.at("early")), sum_of(read.at("late")));
        with_packets += sum_of(read.at("early")) > 0;
    }
    ASSERT_EQ(flood.finish(), "");
    EXPECT_GT(with_packets, 3);
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
