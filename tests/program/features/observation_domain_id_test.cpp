// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/sources.hpp"
#include "tests/support/metered.hpp"

namespace support::observation_domain_id {

TEST(ObservationDomainId, IsTheSetting) {
    exporter::Sources sources;
    sources.probe.observation_domain = 4294967295;

    EXPECT_EQ(metered_with(sources, "observationDomainId", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}),
              "4294967295");
}

TEST(ObservationDomainId, IsInFlowsOfBothFamilies) {
    exporter::Sources sources;
    sources.probe.observation_domain = 4294967295;

    EXPECT_EQ(metered_with(sources, "observationDomainId", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}},
                           "IPV4_SRC_ADDR observationDomainId"),
              "4294967295 4294967295");
}

TEST(ObservationDomainId, IsZeroUnlessSet) {
    EXPECT_EQ(metered("observationDomainId", {Ethernet{} / Ipv4{} / Tcp{}, Ethernet{} / Ipv6{} / Udp{}}), "0");
}

TEST(ObservationDomainId, MakesNoFlowOfFramesThatAreNotIp) {
    EXPECT_EQ(metered("observationDomainId", {Ethernet{} / Raw{.type = 0x0806}, Ethernet{} / Ipv4{.version = 5}}), "");
}

}  // namespace support::observation_domain_id
