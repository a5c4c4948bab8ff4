// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "probe/session/flow_search.hpp"
#include "probe/unique_fd.hpp"
#include "tests/support/metered.hpp"

namespace probe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kFields = "IPV4_SRC_ADDR L4_DST_PORT PROTOCOL IN_BYTES IN_PKTS FLOW_END_REASON";

// Flows as one thread has them, filled by hand.
class FlowsInProgress {
 public:
    explicit FlowsInProgress(const std::string& fields = kFields, exporter::FlowCacheSettings settings = {})
        : plan_(*make_plan({split_names(fields), {}, {}}, support::built_in())),
          flows_(plan_, settings, Format::json, output_) {}

    // A record of IPv4 from 192.0.2.`host`, or of IPv6 from 2001:db8::`host`.
    void add(unsigned host, std::uint16_t port, std::uint64_t octets, bool is_ipv6 = false, std::uint64_t now_ns = 1) {
        const std::size_t table = is_ipv6 && plan_.layouts.tables.size() > 1 ? 1 : 0;
        const bpf::Layout& layout = plan_.layouts.tables[table];
        std::vector<std::byte> record(layout.slot_octets);
        record[layout.mark_offset] = std::byte{1};
        const auto put = [&](const char* name, const void* bytes, std::size_t size) {
            if (const bpf::Member* member = layout.find(name)) std::memcpy(record.data() + member->offset, bytes, size);
        };
        std::array<unsigned char, 4> ipv4{192, 0, 2, static_cast<unsigned char>(host)};
        std::array<unsigned char, 16> ipv6{0x20, 1, 0x0d, 0xb8};
        ipv6[15] = static_cast<unsigned char>(host);
        put("IPV4_SRC_ADDR", ipv4.data(), ipv4.size());
        put("IPV6_SRC_ADDR", ipv6.data(), ipv6.size());
        const std::uint16_t on_wire = __builtin_bswap16(port);
        put("L4_DST_PORT", &on_wire, sizeof on_wire);
        const std::uint8_t protocol = 17;
        put("PROTOCOL", &protocol, 1);
        put("IN_BYTES", &octets, sizeof octets);
        const std::uint64_t packets = 1000 - octets;
        put("IN_PKTS", &packets, sizeof packets);
        flows_.take(static_cast<std::uint32_t>(table), record.data(), now_ns);
    }

    Result<FlowPage> search(const FlowQuery& query, std::size_t places = 1) {
        auto search = FlowSearch::make(query, flows_);
        if (!search) return tl::unexpected(search.error());
        while (!search->step(flows_, places)) {
        }
        return search->page(flows_);
    }

    // The destination ports of what is found, in that order; or the mistake.
    std::string ports(const FlowQuery& query, std::size_t places = 1) {
        const auto page = search(query, places);
        if (!page) return page.error().message;
        std::string text;
        for (const std::string& flow : page->flows)
            text += (text.empty() ? "" : " ") + nlohmann::json::parse(flow).at("L4_DST_PORT").dump();
        return text;
    }

    Flows& flows() { return flows_; }

 private:
    UniqueFd nowhere_{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
    exporter::Output output_{nowhere_.get(), "nowhere"};
    Plan plan_;
    Flows flows_;
};

FlowQuery where(std::vector<std::pair<std::string, std::string>> conditions) { return {.where = std::move(conditions)}; }

TEST(FlowSearch, FindsTheLargestFirst) {
    FlowsInProgress flows;
    for (const std::uint64_t octets : {50U, 900U, 10U, 300U, 700U}) flows.add(1, static_cast<std::uint16_t>(octets), octets);

    EXPECT_EQ(flows.ports({}), "900 700 300 50 10");
    EXPECT_EQ(flows.ports({.limit = 2}), "900 700");
    EXPECT_EQ(flows.ports({.offset = 1, .limit = 2}), "700 300");
    EXPECT_EQ(flows.ports({.offset = 9}), "");
    EXPECT_EQ(flows.ports({.order = FlowOrder::packets, .limit = 2}), "10 50");
    EXPECT_EQ(flows.ports({}, 1000), flows.ports({}, 1));
    EXPECT_EQ(flows.search({.limit = 1})->matching, 5U);
}

TEST(FlowSearch, FindsWhatWasSeenLast) {
    FlowsInProgress flows;
    flows.add(1, 1, 10, false, 100);
    flows.add(1, 2, 10, false, 300);
    flows.add(1, 3, 10, false, 200);
    EXPECT_EQ(flows.ports({.order = FlowOrder::latest}), "2 3 1");
}

TEST(FlowSearch, FindsFlowsOfAKey) {
    FlowsInProgress flows;
    flows.add(1, 53, 10);
    flows.add(1, 443, 20);
    flows.add(130, 53, 30);
    flows.add(1, 8053, 40, true);

    EXPECT_EQ(flows.ports(where({{"L4_DST_PORT", "53"}})), "53 53");
    EXPECT_EQ(flows.ports(where({{"IPV4_SRC_ADDR", "192.0.2.1"}})), "443 53");
    EXPECT_EQ(flows.ports(where({{"ipv4_src_addr", "192.0.2.128/25"}})), "53");
    EXPECT_EQ(flows.ports(where({{"sourceIPv4Address", "192.0.2.1"}, {"L4_DST_PORT", "443"}})), "443");
    EXPECT_EQ(flows.ports(where({{"IPV4_SRC_ADDR", "2001:db8::/64"}})),
              "8053");  // as IPv6 addresses stand in the place of IPv4's
    EXPECT_EQ(flows.ports(where({{"IPV6_SRC_ADDR", "2001:db8::1"}})), "8053");
    EXPECT_EQ(flows.ports(where({{"IPV6_SRC_ADDR", "2001:db8::2"}})), "");
    EXPECT_EQ(flows.ports(where({{"PROTOCOL", "6"}})), "");
    EXPECT_EQ(flows.ports(where({{"IPV4_SRC_ADDR", "0.0.0.0/0"}})), "53 443 53");
}

TEST(FlowSearch, RefusesWhatFlowsDoNotHave) {
    FlowsInProgress flows;
    EXPECT_THAT(flows.ports(where({{"SRC_VLAN", "1"}})), HasSubstr("flows have no field \"SRC_VLAN\""));
    EXPECT_THAT(flows.ports(where({{"PROTOCOL", "256"}})), HasSubstr("PROTOCOL must be a whole number of at most 8 bits"));
    EXPECT_THAT(flows.ports(where({{"PROTOCOL", "tcp"}})), HasSubstr("must be a whole number"));
    EXPECT_THAT(flows.ports(where({{"IPV4_SRC_ADDR", "192.0.2"}})), HasSubstr("192.0.2"));
    EXPECT_THAT(flows.ports(where({{"INPUT_SNMP", "eth0"}})), HasSubstr("number of an interface"));

    FlowsInProgress without_octets("L4_DST_PORT PROTOCOL");
    EXPECT_THAT(without_octets.ports({.order = FlowOrder::octets}), HasSubstr("IN_BYTES is not among the fields"));
    without_octets.add(1, 7, 10);
    EXPECT_EQ(without_octets.ports({}), "7");  // by time
}

TEST(FlowSearch, LeavesOutWhatIsKnownWhenAFlowIsOver) {
    FlowsInProgress flows;
    flows.add(1, 53, 10);
    EXPECT_THAT(flows.search({})->flows, ElementsAre("{\"IPV4_SRC_ADDR\":\"192.0.2.1\",\"L4_DST_PORT\":53,\"PROTOCOL\":17,"
                                                     "\"IN_BYTES\":10,\"IN_PKTS\":990}"));
}

TEST(FlowSearch, SeesEachFlowThatStaysOnceWhateverComesAndGoes) {
    FlowsInProgress flows(kFields, {.idle = std::chrono::nanoseconds(50), .max_flows = 8});
    for (std::uint16_t port = 1; port <= 6; port++) flows.add(1, port, port, false, 100);
    auto search = FlowSearch::make({}, flows.flows());
    ASSERT_TRUE(search);

    EXPECT_FALSE(search->step(flows.flows(), 3));
    flows.add(1, 7, 7, false, 140);
    flows.add(1, 4, 100, false, 140);  // one of those not looked at yet
    flows.flows().advance(155);        // ends all but two, also those that were found
    flows.add(1, 8, 8, false, 156);    // where another one was
    while (!search->step(flows.flows(), 3)) {
    }

    const FlowPage page = search->page(flows.flows());
    std::vector<int> ports;
    for (const std::string& flow : page.flows) ports.push_back(nlohmann::json::parse(flow).at("L4_DST_PORT"));
    EXPECT_THAT(ports, testing::IsSupersetOf({4, 7}));
    EXPECT_EQ(std::count(ports.begin(), ports.end(), 4), 1);
    EXPECT_EQ(std::count(ports.begin(), ports.end(), 7), 1);
}

TEST(FlowSearch, BeginsAnewWithOtherFlows) {
    FlowsInProgress before, after, others("IN_PKTS L4_SRC_PORT");
    before.add(1, 1, 10);
    before.add(1, 2, 10);
    after.add(1, 3, 10);
    auto search = FlowSearch::make({.where = {{"L4_DST_PORT", "3"}}}, before.flows());
    ASSERT_TRUE(search);

    EXPECT_FALSE(search->step(before.flows(), 1));
    while (!search->step(after.flows(), 1)) {
    }
    EXPECT_EQ(search->page(after.flows()).matching, 1U);

    auto lost = FlowSearch::make({.where = {{"L4_DST_PORT", "3"}}}, before.flows());
    EXPECT_TRUE(lost->step(others.flows(), 1));
    EXPECT_THAT(lost->page(others.flows()).flows, IsEmpty());
}

TEST(FlowSearch, ShowsBothDirectionsOfAFlowOnce) {
    FlowsInProgress flows("IPV4_SRC_ADDR IPV4_DST_ADDR L4_SRC_PORT L4_DST_PORT IN_BYTES OUT_BYTES");
    flows.add(0, 0, 10);  // to 0.0.0.0, port 0: its own answer it is not
    EXPECT_EQ(flows.search({})->matching, 1U);
}

}  // namespace
}  // namespace probe
