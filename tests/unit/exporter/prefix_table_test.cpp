// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "exporter/prefix_table.hpp"

namespace exporter {
namespace {

using Match = PrefixTable::Match;

PrefixTable table(const std::vector<std::pair<std::string, std::uint32_t>>& lines) {
    std::vector<PrefixTable::Entry> entries;
    for (const auto& [network, value] : lines) entries.push_back({config::parse_network(network).value(), value});
    return PrefixTable(std::move(entries));
}

std::optional<Match> found(const PrefixTable& in, const std::string& address) {
    return in.find(config::parse_address(address).value());
}

TEST(PrefixTable, FindsTheLongestPrefix) {
    const PrefixTable networks = table({{"10.0.0.0/8", 1}, {"10.1.0.0/16", 2}, {"10.1.2.0/24", 3}, {"10.1.2.3/32", 4}});

    EXPECT_EQ(found(networks, "10.1.2.3"), (Match{4, 32}));
    EXPECT_EQ(found(networks, "10.1.2.4"), (Match{3, 24}));
    EXPECT_EQ(found(networks, "10.1.2.2"), (Match{3, 24}));
    EXPECT_EQ(found(networks, "10.1.3.0"), (Match{2, 16}));
    EXPECT_EQ(found(networks, "10.255.255.255"), (Match{1, 8}));
}

TEST(PrefixTable, FindsNothingOutside) {
    const PrefixTable networks = table({{"10.0.0.0/8", 1}, {"12.0.0.0/8", 2}});

    for (const char* address : {"9.255.255.255", "11.0.0.0", "11.255.255.255", "13.0.0.0", "0.0.0.0", "255.255.255.255", "a00::"})
        EXPECT_EQ(found(networks, address), std::nullopt) << address;
    EXPECT_EQ(found(PrefixTable(), "10.0.0.1"), std::nullopt);
}

TEST(PrefixTable, KeepsFamiliesApart) {
    const PrefixTable both =
        table({{"0.0.0.0/0", 4}, {"::/0", 6}, {"255.255.255.255", 5}, {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 7}});

    EXPECT_EQ(found(both, "255.255.255.255"), (Match{5, 32}));
    EXPECT_EQ(found(both, "255.255.255.254"), (Match{4, 0}));
    EXPECT_EQ(found(both, "::"), (Match{6, 0}));
    EXPECT_EQ(found(both, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe"), (Match{6, 0}));
    EXPECT_EQ(found(both, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), (Match{7, 128}));
    EXPECT_EQ(found(table({{"0.0.0.0/0", 4}}), "::"), std::nullopt);
    EXPECT_EQ(found(table({{"::/0", 6}}), "255.255.255.255"), std::nullopt);
}

TEST(PrefixTable, TakesTheLastOfEqualNetworks) {
    EXPECT_EQ(found(table({{"10.0.0.0/8", 1}, {"10.0.0.0/8", 2}}), "10.0.0.1"), (Match{2, 8}));
}

// Against the plainest way to do it.
TEST(PrefixTable, AgreesWithASearchThroughAllNetworks) {
    std::mt19937_64 random(7);
    std::vector<PrefixTable::Entry> entries;
    for (std::uint32_t i = 0; i < 400; ++i) {
        const bool is_ipv6 = random() % 2 == 1;
        const std::string text = is_ipv6
                                     ? "2001:db8::" + std::to_string(random() % 4) + ":0:0/" + std::to_string(96 + random() % 33)
                                     : "10.0." + std::to_string(random() % 4) + "." + std::to_string(random() % 256) + "/" +
                                           std::to_string(16 + random() % 17);
        entries.push_back({config::parse_network(text).value(), i});
    }
    const PrefixTable networks(entries);
    for (int i = 0; i < 4000; ++i) {
        const auto address =
            config::parse_address(i % 2 == 1 ? "2001:db8::" + std::to_string(random() % 5) + ":0:" + std::to_string(random() % 3)
                                             : "10.0." + std::to_string(random() % 5) + "." + std::to_string(random() % 256));
        std::optional<Match> expected;
        for (const auto& [network, value] : entries)
            if (network.address <= *address && *address <= config::last_of(network) &&
                (!expected || network.length >= expected->length))
                expected = Match{value, network.length};
        EXPECT_EQ(networks.find(*address), expected);
    }
}

}  // namespace
}  // namespace exporter
