// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "config/network.hpp"

namespace config {
namespace {

std::string complaint(const std::string& text) {
    const auto network = parse_network(text);
    return network ? "none" : network.error().message;
}

Network network(const std::string& text) { return parse_network(text).value(); }

TEST(NetworkText, HasAnAddressAndALength) {
    EXPECT_EQ(network("192.0.2.0/24"), (Network{{false, 0xc0000200'00000000, 0}, 24}));
    EXPECT_EQ(network("2001:db8::/32"), (Network{{true, 0x20010db8'00000000, 0}, 32}));
    EXPECT_EQ(network("0.0.0.0/0"), (Network{{false, 0, 0}, 0}));
    EXPECT_EQ(network("::/0"), (Network{{true, 0, 0}, 0}));
}

TEST(NetworkText, MayBeOneAddress) {
    EXPECT_EQ(network("192.0.2.1"), (Network{{false, 0xc0000201'00000000, 0}, 32}));
    EXPECT_EQ(network("2001:db8::1"), (Network{{true, 0x20010db8'00000000, 1}, 128}));
}

TEST(NetworkText, LosesTheBitsOfItsHost) {
    EXPECT_EQ(network("192.0.2.77/25"), network("192.0.2.0/25"));
    EXPECT_EQ(network("2001:db8::ffff:1/112"), network("2001:db8::ffff:0/112"));
    EXPECT_EQ(network("2001:db8:ffff::/36"), network("2001:db8:f000::/36"));
}

TEST(NetworkText, MayHaveAMaskInPlaceOfTheLength) {
    EXPECT_EQ(network("10.0.0.0/255.0.0.0"), network("10.0.0.0/8"));
    EXPECT_EQ(network("10.0.0.0/255.255.255.255"), network("10.0.0.0/32"));
    EXPECT_EQ(complaint("10.0.0.0/255.0.255.0"),
              "\"10.0.0.0/255.0.255.0\" is not a network: the length of its prefix is a number from 0 to 32");
}

TEST(NetworkText, IsRefusedWhereItIsNone) {
    for (const std::string text : {"", "/", "192.0.2", "192.0.2.0.1/8", "host/8", "2001:db8/32", " 192.0.2.0/24"})
        EXPECT_EQ(complaint(text), "\"" + text + "\" is not a network; write one like 192.0.2.0/24 or 2001:db8::/32");
    for (const std::string text : {"192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/x", "192.0.2.0/24x"})
        EXPECT_EQ(complaint(text), "\"" + text + "\" is not a network: the length of its prefix is a number from 0 to 32");
    EXPECT_EQ(complaint("::/129"), "\"::/129\" is not a network: the length of its prefix is a number from 0 to 128");
}

TEST(NetworkText, EndsWithItsLastAddress) {
    EXPECT_EQ(last_of(network("192.0.2.0/24")), (Address{false, 0xc00002ff'ffffffff, ~0ULL}));
    EXPECT_EQ(last_of(network("2001:db8::/96")), (Address{true, 0x20010db8'00000000, 0xffffffff}));
    EXPECT_EQ(last_of(network("::/0")), (Address{true, ~0ULL, ~0ULL}));
}

TEST(NetworkTexts, StandBetweenCommasOrBlanks) {
    const auto networks = parse_networks("192.0.2.0/24, 10.0.0.0/8 ,2001:db8::/32");

    ASSERT_TRUE(networks);
    EXPECT_EQ(*networks, (std::vector{network("192.0.2.0/24"), network("10.0.0.0/8"), network("2001:db8::/32")}));
    EXPECT_EQ(parse_networks("10.0.0.0/8,x").error().message,
              "\"x\" is not a network; write one like 192.0.2.0/24 or 2001:db8::/32");
    EXPECT_EQ(parse_networks(" ").error().message, "there is no network; write one like 192.0.2.0/24 or 2001:db8::/32");
}

}  // namespace
}  // namespace config
