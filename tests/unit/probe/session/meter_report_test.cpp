// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/session/meter_report.hpp"

namespace probe {
namespace {

using ::testing::ElementsAre;
using Name = exporter::InterfaceName;

PortStatistics port(const char* name, std::uint32_t index, bool attached, const char* direction = "in") {
    PortStatistics port;
    port.name = name;
    port.index = index;
    port.attached = attached;
    port.direction = direction;
    return port;
}

Link link(std::uint32_t index, const char* name, const char* alias) {
    Link link;
    link.name = name;
    link.index = index;
    link.alias = alias;
    return link;
}

TEST(MeterReport, NamesWhatWasLostByCause) {
    Statistics statistics;
    statistics.exported.flows = 20;
    statistics.active_flows = 6;
    statistics.total.lost_records = 2;
    statistics.total.lost_packets = 5;
    statistics.total.lost_octets = 300;
    statistics.uncounted = 7;
    statistics.has_packets = true;

    const exporter::MeterReport report = meter_report(statistics);

    EXPECT_EQ(report.observed_flows, 26U);
    ASSERT_EQ(report.ignored.size(), 2U);
    EXPECT_EQ(report.ignored[0].cause, "flow log full");
    EXPECT_EQ(report.ignored[0].packets, 5U);
    EXPECT_EQ(report.ignored[0].octets, 300U);
    EXPECT_EQ(report.ignored[1].cause, "no CPU counters");
    EXPECT_EQ(report.ignored[1].packets, 7U);
}

TEST(MeterReport, WherePacketsAreNotHeldRecordsCount) {
    Statistics statistics;
    statistics.total.lost_records = 2;
    EXPECT_EQ(meter_report(statistics).ignored[0].packets, 2U);
}

TEST(InterfaceNames, EachIsThereOnceWithItsAlias) {
    const Links links{{3, link(3, "eth0", "uplink")}, {4, link(4, "lo", "")}};
    EXPECT_THAT(interface_names({port("eth0", 3, true), port("eth0", 3, true, "out"), port("lo", 4, true)}, links),
                ElementsAre(Name{3, "eth0", "uplink"}, Name{4, "lo", ""}));
}

TEST(InterfaceNames, ThoseThatAreGoneKeepTheirNames) {
    const Links links{{3, link(3, "veth2", "somebody else")}};
    EXPECT_THAT(interface_names({port("(gone)", 0, false), port("veth1", 3, false)}, links), ElementsAre(Name{3, "veth1", ""}));
}

TEST(InterfaceNames, ThoseThatAreMeteredNoMoreButThereKeepTheirDescriptions) {
    const Links links{{3, link(3, "eth0", "uplink")}};
    EXPECT_THAT(interface_names({port("eth0", 3, false)}, links), ElementsAre(Name{3, "eth0", "uplink"}));
}

TEST(InterfaceNames, OfANumberThatWasTakenAgainTheNewNameCounts) {
    const Links links{{3, link(3, "new", "")}};
    EXPECT_THAT(interface_names({port("new", 3, true), port("old", 3, false)}, links), ElementsAre(Name{3, "new", ""}));
    EXPECT_THAT(interface_names({port("old", 3, false), port("new", 3, true)}, links), ElementsAre(Name{3, "new", ""}));
}

}  // namespace
}  // namespace probe
