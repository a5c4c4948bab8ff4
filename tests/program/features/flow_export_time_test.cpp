// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::flow_export_time {

TEST(FlowExportTime, IsTheTimeNow) {
    exporter::Sources sources;
    sources.now_s = [] { return std::time_t{1'795'169'472}; };

    EXPECT_EQ(metered_with(sources, "FLOW_EXPORT_TIME", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}),
              "1795169472");
}

TEST(FlowExportTime, IsThatOfTheClockUnlessATestSaysOtherwise) {
    EXPECT_GT(std::stoll(metered("FLOW_EXPORT_TIME", {Ethernet{} / Ipv4{} / Tcp{}})), 1'700'000'000);
}

TEST(FlowExportTime, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("FLOW_EXPORT_TIME", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::flow_export_time
