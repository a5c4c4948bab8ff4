// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/support/metered.hpp"

namespace support::observation_point_id {

TEST(ObservationPointId, NumbersInterfacesAsTheyAppear) {
    const Packet udp = Ethernet{} / Ipv4{} / Udp{};
    const std::vector<Captured> frames = {{udp, {.interface = 70'000}}, {udp, {.interface = 3}}, {udp, {.interface = 70'000}}};

    EXPECT_EQ(metered("observationPointId", frames), "0 1");
    EXPECT_EQ(metered("IN_PKTS", frames, "observationPointId IN_PKTS"), "1 2");
}

TEST(ObservationPointId, IsNoKeyWhereNobodyAskedForIt) {
    const Packet udp = Ethernet{} / Ipv4{} / Udp{};

    EXPECT_EQ(metered("IN_PKTS", {{udp, {.interface = 1}}, {udp, {.interface = 2}}}, "OUTPUT_SNMP DIRECTION IN_PKTS"), "2");
}

TEST(ObservationPointId, NeedsAnIpHeader) {
    EXPECT_EQ(by_captured_octets("observationPointId", Ethernet{} / Ipv4{} / Udp{}), "0: malformed, 34: 0");
}

}  // namespace support::observation_point_id
