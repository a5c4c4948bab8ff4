// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/collector_address.hpp"

namespace config {
namespace {

CollectorAddress parsed(const std::string& text) {
    const auto address = parse_collector_address(text);
    EXPECT_TRUE(address) << address.error().text();
    return address.value_or(CollectorAddress{});
}

std::string complaint(const std::string& text) {
    const auto address = parse_collector_address(text);
    return address ? "none: " + address->text() : address.error().text();
}

TEST(CollectorAddress, ReadsNamesAndAddresses) {
    EXPECT_EQ(parsed("udp://192.0.2.1:2055"), (CollectorAddress{"192.0.2.1", 2055}));
    EXPECT_EQ(parsed("udp://collector.example.net:9995"), (CollectorAddress{"collector.example.net", 9995}));
    EXPECT_EQ(parsed("udp://[2001:db8::1]:4739"), (CollectorAddress{"2001:db8::1", 4739}));
    EXPECT_EQ(parsed("udp://[fe80::1%eth0]:1"), (CollectorAddress{"fe80::1%eth0", 1}));
}

TEST(CollectorAddress, NeedsNeitherSchemeNorPort) {
    EXPECT_EQ(parsed("127.0.0.1:2055"), (CollectorAddress{"127.0.0.1", 2055}));
    EXPECT_EQ(parsed("udp://localhost"), (CollectorAddress{"localhost", 4739}));
    EXPECT_EQ(parsed("[::1]"), (CollectorAddress{"::1", 4739}));
}

TEST(CollectorAddress, IsWrittenAsItIsRead) {
    for (const char* text : {"udp://192.0.2.1:2055", "udp://[2001:db8::1]:4739", "udp://collector:1"})
        EXPECT_EQ(parsed(text).text(), text);
}

TEST(CollectorAddress, ErrorsSayWhichPartIsWrong) {
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"", "the host is missing"},
        {"udp://", "the host is missing"},
        {"udp://:4739", "the host is missing"},
        {"tcp://192.0.2.1:4739", "cannot export over \"tcp\"; use udp://"},
        {"udp://192.0.2.1:", "\"\" is not a port"},
        {"udp://192.0.2.1:0", "\"0\" is not a port; choose 1 to 65535"},
        {"udp://192.0.2.1:65536", "\"65536\" is not a port"},
        {"udp://192.0.2.1:47x", "\"47x\" is not a port"},
        {"udp://192.0.2.1:4739/", "\"4739/\" is not a port"},
        {"udp://192.0.2:4739", "\"192.0.2\" is not an IPv4 address"},
        {"udp://192.0.2.256", "\"192.0.2.256\" is not an IPv4 address"},
        {"udp://2001:db8::1", "put the IPv6 address in brackets: udp://[2001:db8::1]:4739"},
        {"udp://a:b:c", "it has more than one colon"},
        {"udp://[2001:db8::1:4739", "the bracket is not closed"},
        {"udp://[2001:db8::g]:4739", "\"2001:db8::g\" is not an IPv6 address"},
        {"udp://[::1]4739", "\"4739\" follows the address where :PORT is expected"},
        {"udp://user@host:4739", "a host name has no \"@\""},
        {"udp://a b:4739", "a host name has no \" \""},
    };
    for (const auto& [text, why] : cases) {
        EXPECT_THAT(complaint(text), ::testing::HasSubstr(why));
        EXPECT_THAT(complaint(text), ::testing::StartsWith("\"" + std::string(text) + "\" is not the address of a collector: "));
    }
}

}  // namespace
}  // namespace config
