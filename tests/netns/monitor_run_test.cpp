// SPDX-License-Identifier: Apache-2.0
// `xdpflow run` with monitors: of its file, by the API, and both while packets come.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/netns_configured.hpp"

namespace support {
namespace {

using testing::HasSubstr;

constexpr const char* kCode = R"(#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct sums { __u64 packets; __u64 octets; };
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, struct sums); }
	all SEC(".maps");
SEC("xdp") int count(struct xdp_md *context)
{
	__u32 zero = 0;
	struct sums *sums = bpf_map_lookup_elem(&all, &zero);

	if (sums)
		sums->packets++, sums->octets += context->data_end - context->data;
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
)";

class MonitorOfRun : public testing::Test {
 protected:
    MonitorOfRun() { write("count.c", kCode); }

    std::string write(const std::string& name, const std::string& text) {
        const std::string path = folder_.path(name);
        std::ofstream(path) << text;
        std::filesystem::permissions(path, std::filesystem::perms(0644));
        return path;
    }
    std::string table(const std::string& name, int order, const std::string& metric) const {
        return "[[monitor]]\nname = \"" + name + "\"\ninterface = \"vb0\"\norder = " + std::to_string(order) + "\nsource = \"" +
               folder_.path("count.c") + "\"\n[[monitor.metric]]\nname = \"all\"\nsnapshot = true\nagg = \"sum\"\n" + metric;
    }
    Answer ctl(std::vector<std::string> words) const {
        words.insert(words.begin(), {xdpflow(), "ctl"});
        words.insert(words.end(), {"--socket", path_});
        return run({words});
    }
    std::string said(std::vector<std::string> words) const {
        const Answer answer = ctl(std::move(words));
        return answer.output + answer.errors;
    }

    ScratchFolder folder_;
    std::string path_ = folder_.path("control.sock");
    const std::vector<std::string> control_ = {"--control", path_};
    VethPair veth_;
    const Packet udp_ = Ethernet{} / Ipv4{} / Udp{} / Raw{zeros(58)};  // 100 octets
};

TEST_F(MonitorOfRun, SeesWhatTheFlowProbeSees) {
    ConfiguredProbe probe(
        veth_, "interface = \"vb0\"\n" + table("before", -1, "") + table("after", 1, "format = \"openmetrics\"\n"), control_);
    veth_.send(udp_, 8);

    EXPECT_EQ(said({"monitors", "before"}), "all vb0 0 {\"packets\":8,\"octets\":800}\n");
    EXPECT_EQ(said({"monitors", "after"}), "");
    const std::string metrics = said({"metrics"});
    EXPECT_THAT(metrics,
                HasSubstr("# TYPE xdpflow_monitor_all_packets unknown\n"
                          "xdpflow_monitor_all_packets{monitor=\"after\",metric=\"all\",interface=\"vb0\",key=\"0\"} 8\n"));
    EXPECT_THAT(metrics, HasSubstr("xdpflow_monitor_problems 0\n# EOF\n"));
    EXPECT_THAT(said({"monitors"}), HasSubstr("before"));
    EXPECT_EQ(probe.probe().stats().at("frames"), 8);
    const Outcome outcome = probe.probe().stop();
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
    EXPECT_EQ(veth_.program(), 0U);
}

TEST_F(MonitorOfRun, ComesAndGoesWithoutLosingAPacket) {
    ConfiguredProbe probe(veth_, "interface = \"vb0\"\nfields = \"IN_PKTS L4_DST_PORT\"\ninterval = 0.1\n", control_, false);
    write("count.toml",
          "interface = \"vb0\"\nsource = \"count.c\"\n[[metric]]\nname = \"all\"\nsnapshot = true\nagg = \"sum\"\n");
    Flood flood(veth_, 4'000'000, {"--flows", "500"});
    int rounds = 0;
    for (; !flood.is_over() || rounds < 5; rounds++) {
        const std::string name = rounds % 2 ? "odd" : "even";
        ASSERT_EQ(ctl({"monitors", name, "--put", folder_.path("count.toml")}).code, 0);
        ASSERT_THAT(said({"monitors", name}), HasSubstr("all vb0 0 {\"packets\":"));
        Answer changed;
        if (rounds % 3 == 1) changed = ctl({"config", rounds % 2 ? "fields=IN_PKTS PROTOCOL" : "fields=IN_PKTS L4_SRC_PORT"});
        if (rounds % 3 == 2) changed = ctl({"monitors", name, "--delete"});
        ASSERT_EQ(changed.code, 0) << changed.errors;
    }
    ASSERT_EQ(flood.finish(), "");
    const std::uint64_t packets = veth_.xdp_packets();
    probe.probe().await_frames(packets);
    const Outcome outcome = probe.probe().stop();
    EXPECT_EQ(outcome.stats.at("frames"), packets);
    EXPECT_EQ(outcome.stats.at("packets"), packets) << outcome.stats.dump();
    EXPECT_EQ(outcome.code, 0) << outcome.errors;
}

TEST_F(MonitorOfRun, IsReadAgainOnSighup) {
    const std::string head = "interface = \"vb0\"\n";
    ConfiguredProbe probe(veth_, head + table("stays", -1, "") + table("goes", 1, ""), control_);
    veth_.send(udp_, 3);
    probe.reconfigure(head + table("stays", -1, "") + table("comes", 2, "init = true\n"));
    veth_.send(udp_, 4);

    EXPECT_EQ(said({"monitors", "comes"}), "all vb0 0 {\"packets\":4,\"octets\":400}\n");
    EXPECT_EQ(said({"monitors", "stays"}), "all vb0 0 {\"packets\":7,\"octets\":700}\n");
    EXPECT_THAT(said({"monitors", "goes"}), HasSubstr("there is no monitor \"goes\""));

    write("count.c", "int broken = x;\n");
    probe.reconfigure(head + table("comes", 3, ""));
    EXPECT_EQ(said({"monitors", "stays"}), "all vb0 0 {\"packets\":7,\"octets\":700}\n");
    const Outcome outcome = probe.probe().stop();
    EXPECT_THAT(outcome.errors, HasSubstr("count.c:1:14: use of undeclared identifier 'x'; all stays as it was"));
}

TEST_F(MonitorOfRun, StopsAProbeThatCannotStartIt) {
    const std::string path = write("x.toml", table("count", 1, "map = \"none\"\n"));
    const Answer answer = refused(veth_, {"--config", path});
    EXPECT_EQ(answer.errors, "xdpflow: monitor \"count\": metric \"all\" is of a map \"none\", which its object has not\n");
    EXPECT_EQ(veth_.program(), 0U);
}

TEST_F(MonitorOfRun, ExampleOfTheDocumentationWorks) {
    const std::string folder = XDPFLOW_SOURCE_DIR "/packaging/examples/monitors/";
    ConfiguredProbe probe(veth_, "interface = \"vb0\"\n", control_);
    std::ifstream example(folder + "syn_sources.toml");
    std::string text(std::istreambuf_iterator<char>(example), {});
    text.replace(text.find("eth0"), 4, "vb0");
    std::filesystem::copy(folder + "syn_sources.c", folder_.path("syn_sources.c"));
    ASSERT_THAT(said({"monitors", "syn_sources", "--put", write("syn_sources.toml", text)}), HasSubstr("vb0"));

    veth_.send(Ethernet{} / Ipv4{.source = "192.0.2.7"} / Tcp{.destination_port = 80, .flags = 2}, 3);
    veth_.send(Ethernet{} / Ipv4{} / Tcp{.flags = 16}, 5);
    EXPECT_EQ(said({"monitors", "syn_sources"}), "sources vb0 {\"address\":3221225991} {\"packets\":3,\"latest_port\":80}\n");
    EXPECT_EQ(said({"monitors", "syn_sources"}), "");
    EXPECT_THAT(said({"metrics"}),
                HasSubstr("\nxdpflow_monitor_syns{monitor=\"syn_sources\",metric=\"syns\",interface=\"vb0\",key=\"0\"} 3\n"));
}

}  // namespace
}  // namespace support
