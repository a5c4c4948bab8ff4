// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/interfaces/reception.hpp"
#include "tests/unit/probe/interfaces/machine.hpp"

namespace probe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Link kCard = Device{2, "eth0"}.link();
const ReceiveQueues kUnknown{};

TEST(Reception, KnowsWhatFalsifiesNumbers) {
    const std::set<std::string> features = {
        "rx-lro", "rx-gro", "rx-gro-hw", "rx-vlan-hw-parse", "rx-vlan-stag-hw-parse", "tx-tcp-segmentation"};

    EXPECT_THAT(false_friends(features, false), ElementsAre("rx-gro-hw", "rx-lro"));
    EXPECT_THAT(false_friends(features, true), ElementsAre("rx-gro-hw", "rx-lro", "rx-vlan-hw-parse", "rx-vlan-stag-hw-parse"));
    EXPECT_THAT(false_friends({"rx-gro"}, true), IsEmpty());
}

TEST(Reception, SaysWhichCommandHelps) {
    EXPECT_THAT(
        remarks_on(kCard, {"rx-lro", "rx-vlan-hw-parse"}, kUnknown, 8),
        ElementsAre("eth0 merges segments into one before they are counted; --fix-offloads helps, or: ethtool -K eth0 lro off",
                    "eth0 takes VLAN tags off before they are seen; --fix-offloads helps, or: ethtool -K eth0 rxvlan off"));
}

TEST(Reception, SaysNothingOfTagsOfAVeth) {
    EXPECT_THAT(remarks_on(Device{.index = 2, .name = "vb0", .kind = "veth"}.link(), {"rx-vlan-hw-parse"}, kUnknown, 8),
                IsEmpty());
}

TEST(Reception, SaysWhenACardCouldHaveMoreQueues) {
    EXPECT_THAT(remarks_on(kCard, {}, {1, 16, true}, 8),
                ElementsAre("eth0 has 1 receive queue for 8 CPUs: under load most of them have nothing to do; ethtool -L eth0 "
                            "combined 8 makes them more"));
    EXPECT_THAT(
        remarks_on(kCard, {}, {2, 4, false}, 8),
        ElementsAre("eth0 has 2 receive queues for 8 CPUs: under load most of them have nothing to do; ethtool -L eth0 rx 4 "
                    "makes them more"));
    EXPECT_THAT(remarks_on(kCard, {}, {8, 16, true}, 8), IsEmpty());
    EXPECT_THAT(remarks_on(kCard, {}, {1, 1, true}, 8), IsEmpty());  // there is nothing to be done
    EXPECT_THAT(remarks_on(kCard, {}, kUnknown, 8), IsEmpty());
    EXPECT_THAT(remarks_on(Device{.index = 3, .name = "vb0", .kind = "veth"}.link(), {}, {1, 2, true}, 2), IsEmpty());
}

}  // namespace
}  // namespace probe
