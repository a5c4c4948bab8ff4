// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/interfaces/selection.hpp"
#include "tests/unit/probe/interfaces/machine.hpp"

namespace probe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Names of what is metered, by index: "eth0 eth1".
std::string chosen(const Machine& machine, std::vector<std::string> words, Stacked stacked = Stacked::lowest) {
    const auto selection = Selection::make(std::move(words), stacked);
    if (!selection) return selection.error().message;
    std::string names;
    for (const std::uint32_t index : selection->metered(machine.links))
        names += (names.empty() ? "" : " ") + machine.links.at(index).name;
    return names;
}

Machine host() {
    Machine machine;
    machine.add({.index = 1, .name = "lo", .type = ARPHRD_LOOPBACK, .loopback = true});
    machine.add({.index = 2, .name = "eth0"});
    machine.add({.index = 3, .name = "eth1"});
    return machine;
}

TEST(Selection, TakesNamesAndPatterns) {
    EXPECT_EQ(chosen(host(), {"eth1"}), "eth1");
    EXPECT_EQ(chosen(host(), {"eth*"}), "eth0 eth1");
    EXPECT_EQ(chosen(host(), {"eth[1-9]", "lo"}), "lo eth1");
    EXPECT_EQ(chosen(host(), {"wlan*", "eth2"}), "");
}

TEST(Selection, OfAnyTakesAllButLoopbackAndWhatHasNoEthernetHeader) {
    Machine machine = host();
    machine.add({.index = 4, .name = "tun0", .kind = "tun", .type = ARPHRD_NONE});

    EXPECT_EQ(chosen(machine, {"any"}), "eth0 eth1");
    EXPECT_EQ(chosen(machine, {"any", "tun0", "lo"}), "lo eth0 eth1 tun0");
}

TEST(Selection, KnowsAlternativeNames) {
    Machine machine = host();
    machine.add({.index = 4, .name = "eth2", .other_names = {"enp5s0", "upstream-of-the-office"}});

    EXPECT_EQ(chosen(machine, {"upstream-of-the-office"}), "eth2");
    EXPECT_EQ(chosen(machine, {"en*"}), "eth2");
    EXPECT_EQ(chosen(machine, {"eth2", "enp5s0"}), "eth2");
}

TEST(Selection, RefusesWhatIsNamedTwice) {
    EXPECT_EQ(chosen(host(), {"eth0", "eth0"}), "the interface eth0 is named twice; name it once");
    EXPECT_EQ(chosen(host(), {"eth*", "eth*"}), "the interface eth* is named twice; name it once");
}

// eth0 and eth1 in bond0, two VLANs on it, one of them in a bridge with a container's veth.
Machine stacked_host() {
    Machine machine = host();
    machine.links.at(2).master = machine.links.at(3).master = 4;
    machine.add({.index = 4, .name = "bond0", .kind = "bond"});
    machine.add({.index = 5, .name = "bond0.10", .kind = "vlan", .lower = 4});
    machine.add({.index = 6, .name = "bond0.20", .kind = "vlan", .master = 7, .lower = 4});
    machine.add({.index = 7, .name = "br0", .kind = "bridge"});
    machine.add({.index = 8, .name = "veth9", .kind = "veth", .master = 7, .lower = 2, .lower_network = 0});
    return machine;
}

TEST(Selection, FindsAllThatAnInterfaceLiesOn) {
    const Machine machine = stacked_host();

    EXPECT_THAT(below(machine.links, 2), IsEmpty());
    EXPECT_THAT(below(machine.links, 4), ElementsAre(2, 3));
    EXPECT_THAT(below(machine.links, 5), ElementsAre(2, 3, 4));
    EXPECT_THAT(below(machine.links, 7), ElementsAre(2, 3, 4, 6, 8));
    EXPECT_THAT(below(machine.links, 8), IsEmpty());  // its peer's index is one of another namespace
}

TEST(Selection, OfStackedInterfacesTakesTheLowest) {
    EXPECT_EQ(chosen(stacked_host(), {"any"}), "eth0 eth1 veth9");
    EXPECT_EQ(chosen(stacked_host(), {"bond*"}), "bond0");
    EXPECT_EQ(chosen(stacked_host(), {"bond0.*"}), "bond0.10 bond0.20");
    EXPECT_EQ(chosen(stacked_host(), {"br*", "veth*"}), "veth9");
}

TEST(Selection, SeesThroughInterfacesThatAreNotChosen) {
    EXPECT_EQ(chosen(stacked_host(), {"eth*", "br*", "bond0.*"}), "eth0 eth1");
}

TEST(Selection, TakesAllStackedInterfacesIfAskedFor) {
    EXPECT_EQ(chosen(stacked_host(), {"any"}, Stacked::all), "eth0 eth1 bond0 bond0.10 bond0.20 br0 veth9");
}

TEST(Selection, TakesWhatIsNamedWhateverItLiesOn) {
    EXPECT_EQ(chosen(stacked_host(), {"eth0", "bond0"}), "eth0 bond0");
    EXPECT_EQ(chosen(stacked_host(), {"any", "bond0.10"}), "eth0 eth1 bond0.10 veth9");
}

TEST(Selection, NamesWhatOverlaps) {
    const Machine machine = stacked_host();
    const auto overlapping = [&](std::uint32_t index, Stacked stacked) {
        return Selection::make({"eth0", "bond0", "veth9"}, stacked)->overlapping(machine.links, index);
    };

    EXPECT_THAT(overlapping(2, Stacked::lowest), ElementsAre("bond0"));
    EXPECT_THAT(overlapping(4, Stacked::lowest), ElementsAre("eth0"));
    EXPECT_THAT(overlapping(8, Stacked::lowest), IsEmpty());
    EXPECT_THAT(overlapping(4, Stacked::all), IsEmpty());
}

TEST(Selection, LeavesTunnelsAndVethPairsAlone) {
    Machine machine = host();
    machine.add({.index = 4, .name = "gretap1", .kind = "gretap", .lower = 2});
    machine.add({.index = 5, .name = "vxlan1", .kind = "vxlan", .lower = 2});
    machine.add({.index = 6, .name = "va", .kind = "veth", .lower = 7});
    machine.add({.index = 7, .name = "vb", .kind = "veth", .lower = 6});

    EXPECT_EQ(chosen(machine, {"any"}), "eth0 eth1 gretap1 vxlan1 va vb");
}

// The kernel refuses that, but a list is not made in one moment.
TEST(Selection, EndsWhereInterfacesLieOnEachOther) {
    Machine machine;
    machine.add({.index = 4, .name = "a", .master = 5});
    machine.add({.index = 5, .name = "b", .master = 4});

    EXPECT_THAT(below(machine.links, 4), ElementsAre(5));
    EXPECT_EQ(chosen(machine, {"a", "b*"}), "a");
}

}  // namespace
}  // namespace probe
