// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "probe/compose/source_text.hpp"
#include "tests/support/metered.hpp"

namespace probe {

namespace {

std::string text_of(const std::string& fields, Source source = Source::live, const std::vector<std::string>& droppers = {}) {
    return compose(*make_plan({split_names(fields), droppers, {}}, support::built_in()), source);
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// What the composer wrote itself: the record, the fragments and their calls; then the tables and the family functions.
std::string generated(const std::string& text) {
    const std::size_t record = text.find("/* One record of"), counters = text.find("struct area {");
    const std::size_t frame_end = std::min(
        text.find("TABLE(flows"),
        text.find("static __always_inline void count_ipv4(struct packet *packet, struct counters *counters, __u32 cpu)\n{"));
    return "/* SPDX-License-Identifier: Apache-2.0 */\n" + text.substr(record, counters - record) +
           text.substr(frame_end, text.find("/* The entry point") - frame_end);
}

// To accept a change: run this test with XDPFLOW_GOLDEN=write and review the difference.
void expect_golden(const std::string& name, const std::string& text) {
    const std::string path = XDPFLOW_SOURCE_DIR "/tests/golden/" + name;
    const char* wish = std::getenv("XDPFLOW_GOLDEN");
    if (wish && std::string_view(wish) == "write") std::ofstream(path) << text;
    std::ifstream file(path);
    EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(file), {})) << path;
}

}  // namespace

TEST(SourceText, IsTheSameForAnyOrderOfFields) {
    EXPECT_EQ(text_of("IN_PKTS TCP_FLAGS IPV4_SRC_ADDR"), text_of("IPV4_SRC_ADDR,tcp_flags %IN_PKTS IN_PKTS"));
}

TEST(SourceText, IsTheSameForAFieldAndItsSibling) {
    EXPECT_EQ(text_of("IPV4_SRC_ADDR IN_PKTS"), text_of("IPV6_SRC_ADDR IN_PKTS"));
}

TEST(SourceText, BeginsWithItsFieldsSorted) {
    EXPECT_TRUE(text_of("TCP_FLAGS IN_PKTS SRC_AS").starts_with("/* xdpflow: IN_PKTS TCP_FLAGS */\n"));
    EXPECT_TRUE(text_of("IN_PKTS", Source::live, {"all"}).starts_with("/* xdpflow: IN_PKTS | droppers: all */\n"));
}

TEST(SourceText, IncludesNothing) { EXPECT_FALSE(says(text_of(kDefaultFields), "#include")); }

TEST(SourceText, HoldsNothingThatWasNotAskedFor) {
    const std::string text = text_of("IN_PKTS");

    EXPECT_FALSE(says(text, "in_bytes"));
    EXPECT_FALSE(says(text, "parse_transport"));
    EXPECT_FALSE(says(text, "parse_extensions"));
    EXPECT_FALSE(says(text, "drop_all"));
    EXPECT_FALSE(says(text, "start_clock"));
}

TEST(SourceText, ParsesAsDeepAsItsFieldsNeed) {
    EXPECT_TRUE(says(text_of("PROTOCOL"), "parse_extensions(packet);"));
    EXPECT_FALSE(says(text_of("PROTOCOL"), "parse_transport"));
    EXPECT_TRUE(says(text_of("TCP_FLAGS"), "parse_transport(packet);"));
}

TEST(SourceText, KnowsFirstFragmentsOnlyIfThatIsAskedForAndPortsAreKeys) {
    const auto knows = [](const std::string& fields, bool fragments) {
        PlanRequest request{split_names(fields), {}, {}};
        request.fragments = fragments;
        const std::string text = compose(*make_plan(request, support::built_in()), Source::live);
        return says(text, "TABLE(first_fragments") && says(text, "take_ports_of_datagram(packet);");
    };
    EXPECT_TRUE(knows("L4_SRC_PORT", true));
    EXPECT_TRUE(knows("IN_PKTS L4_DST_PORT", true));
    EXPECT_TRUE(knows("L4_SRV_PORT", true));
    EXPECT_FALSE(knows("IPV4_SRC_ADDR TCP_FLAGS SRC_FRAGMENTS", true));
    EXPECT_FALSE(knows("L4_SRC_PORT L4_DST_PORT", false));
    EXPECT_FALSE(says(text_of(kDefaultFields), "first_fragment"));
}

TEST(SourceText, ReadsTheClockOnlyForTimesAndOnlyLive) {
    EXPECT_TRUE(says(text_of("LAST_SWITCHED"), "#define READS_CLOCK 1\n"));
    EXPECT_TRUE(says(text_of("LAST_SWITCHED"), "start_clock"));
    EXPECT_TRUE(says(text_of("IN_PKTS"), "#define READS_CLOCK 0\n"));
    EXPECT_TRUE(says(text_of("LAST_SWITCHED", Source::capture), "#define READS_CLOCK 0\n"));
}

TEST(SourceText, WalksListsOfOptionsAndHeadersOnlyForFieldsThatReadThem) {
    const std::string none = text_of("TCP_FLAGS IPV4_SRC_ADDR tcpSynTotalCount"), kinds = text_of("tcpOptions"),
                      limit = text_of("TCP_WIN_MSS_IN"), ipv4 = text_of("ipv4Options");

    EXPECT_FALSE(says(none, "walk_options("));
    EXPECT_FALSE(says(none, "extensions_at("));
    EXPECT_TRUE(says(kinds, "tcp_option_kinds_at("));
    EXPECT_TRUE(says(limit, "tcp_syn_values_at("));
    EXPECT_FALSE(says(limit, "ipv4_option_bits_at("));
    EXPECT_TRUE(says(ipv4, "\tread_ipv4_options(packet);"));
    EXPECT_FALSE(says(ipv4, "tcp_option_kinds_at("));
    for (const char* field : {"IPV6_OPTION_HEADERS", "fragmentOffset", "fragmentIdentification", "SRC_FRAGMENTS"})
        EXPECT_TRUE(says(text_of(field), "\tlist_extensions(packet);")) << field;
}

TEST(SourceText, KnowsWhereFramesComeFrom) {
    EXPECT_TRUE(says(text_of("IN_PKTS", Source::live), "#define LIVE 1\n#define CAPTURE 0\n"));
    EXPECT_TRUE(says(text_of("IN_PKTS", Source::capture), "#define LIVE 0\n#define CAPTURE 1\n"));
}

TEST(SourceText, KnowsWhereTheProgramIsAttached) {
    const Plan plan = *make_plan({{"IN_PKTS"}, {}, {}}, support::built_in());
    const std::string xdp = compose(plan, Source::live), tc = compose(plan, Source::live, {Hook::tc, true});
    const std::string bare = compose(plan, Source::live, {Hook::xdp, false});

    EXPECT_TRUE(says(xdp, "#define TC 0\n#define ETHERNET 1\n"));
    EXPECT_TRUE(says(tc, "#define TC 1\n#define ETHERNET 1\n"));
    EXPECT_TRUE(says(bare, "#define TC 0\n#define ETHERNET 0\n"));
    EXPECT_FALSE(says(xdp, "segmentation("));  // what only TC needs is not even in the text
    EXPECT_TRUE(says(tc, "segmentation("));
    EXPECT_FALSE(says(bare, "load_mac(at)"));
}

TEST(SourceText, LooksForOwnMessagesOnlyWhereThereAreCollectors) {
    const auto text = [](bool own_export) {
        return compose(*make_plan({{"IN_PKTS"}, {}, {}, own_export}, support::built_in()), Source::live);
    };

    EXPECT_TRUE(says(text(false), "#define OWN_EXPORT 0\n"));
    EXPECT_FALSE(says(text(false), "is_listed("));
    EXPECT_TRUE(says(text(true), "#define OWN_EXPORT 1\n"));
    EXPECT_TRUE(says(text(true), "int is_listed("));
}

TEST(SourceText, LooksIntoTunnelsOnlyWhereAskedTo) {
    const auto text = [](const std::string& field, std::uint32_t tunnels) {
        return compose(*make_plan({{field}, {}, {}, false, tunnels}, support::built_in()), Source::live);
    };
    const std::string none = text("IN_PKTS", 0), some = text("IN_PKTS", 3);

    EXPECT_TRUE(says(none, "#define TUNNELS 0\n"));
    EXPECT_FALSE(says(none, "tunnel_at("));
    EXPECT_FALSE(says(none, "ip_behind("));
    EXPECT_TRUE(some.starts_with("/* xdpflow: IN_PKTS | tunnels: 3 */\n"));
    EXPECT_TRUE(says(some, "#define TUNNELS 3\n"));
    EXPECT_TRUE(says(some, "tunnel_at("));
    EXPECT_FALSE(says(some, "tunnel_id("));
    EXPECT_TRUE(says(text("UPSTREAM_TUNNEL_ID", 3), "tunnel_id("));
}

TEST(SourceText, CallsFirstFieldsOnlyForTheFirstPacket) {
    EXPECT_TRUE(
        says(text_of("SRC_TOS IN_PKTS"), "\tin_pkts(flow, packet);\n\tif (packet->first) {\n\t\tsrc_tos(flow, packet);\n\t}\n"));
}

TEST(SourceText, GivesEveryDropperItsCounter) {
    EXPECT_TRUE(
        says(text_of("IN_PKTS", Source::live, {"all"}),
             "\tif (drop_all(packet)) {\n\t\tcounters->dropped[0] += packet->packets;\n\t\treturn DROP;\n\t}\n\treturn PASS;\n"));
}

TEST(SourceText, CountsLossesInPacketsAndOctetsWhereTheyAreHeld) {
    EXPECT_FALSE(says(text_of("PROTOCOL"), "counters->lost_packets +="));
    EXPECT_TRUE(says(text_of("IN_PKTS IN_BYTES"), "counters->lost_packets += flow->in_pkts;"));
    EXPECT_TRUE(says(text_of("IN_PKTS IN_BYTES"), "counters->lost_octets += flow->in_bytes;"));
}

TEST(SourceText, IsAsReviewedForPackets) { expect_golden("in_pkts.c", generated(text_of("IN_PKTS"))); }

TEST(SourceText, IsAsReviewedForTheDefaultTemplate) { expect_golden("default_template.c", generated(text_of(kDefaultFields))); }

}  // namespace probe
