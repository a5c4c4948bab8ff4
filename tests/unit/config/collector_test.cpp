// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/collector.hpp"

namespace config {
namespace {

Collector parsed(const std::string& text) {
    const auto address = parse_collector(text);
    EXPECT_TRUE(address) << address.error().text();
    return address.value_or(Collector{});
}

Collector udp(const std::string& host, std::uint16_t port) { return {.host = host, .port = port}; }

std::string complaint(const std::string& text) {
    const auto address = parse_collector(text);
    return address ? "none: " + address->text() : address.error().text();
}

TEST(Collector, ReadsNamesAndAddresses) {
    EXPECT_EQ(parsed("udp://192.0.2.1:2055"), udp("192.0.2.1", 2055));
    EXPECT_EQ(parsed("udp://collector.example.net:9995"), udp("collector.example.net", 9995));
    EXPECT_EQ(parsed("udp://[2001:db8::1]:4739"), udp("2001:db8::1", 4739));
    EXPECT_EQ(parsed("udp://[fe80::1%eth0]:1"), udp("fe80::1%eth0", 1));
}

TEST(Collector, NeedsNeitherSchemeNorPort) {
    EXPECT_EQ(parsed("127.0.0.1:2055"), udp("127.0.0.1", 2055));
    EXPECT_EQ(parsed("udp://localhost"), udp("localhost", 4739));
    EXPECT_EQ(parsed("[::1]"), udp("::1", 4739));
}

TEST(Collector, IsWrittenAsItIsRead) {
    for (const char* text : {"udp://192.0.2.1:2055", "udp://[2001:db8::1]:4739", "udp://collector:1", "netflow9+udp://h:1",
                             "tcp://h:4739", "json+tls://[::1]:1", "file:///srv/a", "json+file://-", "unix:///run/s",
                             "ipfix+unix://s", "sctp://h:4739", "kafka://a:1,[::1]:2/flows", "ipfix+kafka://a/flows"})
        EXPECT_EQ(parsed(text).text(), text);
}

TEST(Collector, EachProtocolHasItsOwnPort) {
    EXPECT_EQ(parsed("tcp://h").port, 4739);
    EXPECT_EQ(parsed("tls://h").port, 4740);
    EXPECT_EQ(parsed("sctp://h").port, 4739);
    EXPECT_EQ(parsed("netflow9+udp://h").port, 2055);
    EXPECT_EQ(parsed("netflow5+udp://h").port, 2055);
}

TEST(Collector, TheProtocolFollowsFromTheTransportUnlessItIsSaid) {
    EXPECT_EQ(parsed("file:///f").protocol, Protocol::ipfix);
    EXPECT_EQ(parsed("unix:///s").protocol, Protocol::json);
    EXPECT_EQ(parsed("kafka://b/t").protocol, Protocol::json);
    EXPECT_EQ(parsed("csv+file:///f").protocol, Protocol::csv);
    EXPECT_EQ(parsed("netflow5+udp://h").protocol, Protocol::netflow5);
}

TEST(Collector, PathsBrokersAndTopics) {
    EXPECT_EQ(parsed("file:///var/lib/a+b.ipfix").path, "/var/lib/a+b.ipfix");
    EXPECT_EQ(parsed("json+file://-").path, "-");
    const Collector kafka = parsed("kafka://a:9092,b/net.flows?security.protocol=ssl&acks=all");
    EXPECT_EQ(kafka.host, "a:9092,b");
    EXPECT_EQ(kafka.path, "net.flows");
    EXPECT_THAT(kafka.settings,
                ::testing::ElementsAre(::testing::Pair("security.protocol", "ssl"), ::testing::Pair("acks", "all")));
}

TEST(Collector, ReadsParameters) {
    const Collector tls = parsed("tls://h?ca=/a%26b&cert=/c&key=/k&name=collector.example.net&spool=/var/spool/x&spool-size=7");
    EXPECT_EQ(tls.ca, "/a&b");
    EXPECT_EQ(tls.certificate, "/c");
    EXPECT_EQ(tls.key, "/k");
    EXPECT_EQ(tls.name, "collector.example.net");
    EXPECT_EQ(tls.spool, "/var/spool/x");
    EXPECT_EQ(tls.spool_mib, 7U);
    const Collector udp = parsed("udp://h?fields=IN_PKTS,IN_BYTES&reduced=true&options=false&rate=5000");
    EXPECT_THAT(udp.fields, ::testing::ElementsAre("IN_PKTS", "IN_BYTES"));
    EXPECT_TRUE(udp.reduced);
    EXPECT_FALSE(udp.options);
    EXPECT_EQ(udp.rate, 5000U);
    const Collector file = parsed("file:///f?rotate=3600&rotate-size=100");
    EXPECT_EQ(file.rotate_s, 3600U);
    EXPECT_EQ(file.rotate_mib, 100U);
}

TEST(Collector, ErrorsSayWhichPartIsWrong) {
    const std::vector<std::pair<const char*, const char*>> cases = {
        {"", "the host is missing"},
        {"udp://", "the host is missing"},
        {"udp://:4739", "the host is missing"},
        {"ftp://192.0.2.1:4739", "cannot export over \"ftp\"; choose one of: udp, tcp, tls, sctp, unix, file, kafka"},
        {"ipfix10+udp://h", "there is no protocol \"ipfix10\"; choose one of: ipfix, netflow9, netflow5, json, csv"},
        {"netflow9+tcp://h", "netflow9 does not go over tcp, which takes: ipfix, json, csv"},
        {"json+tcp://h", "the port is missing"},
        {"file://", "the path is missing"},
        {"kafka://broker", "the topic is missing; write kafka://BROKER/TOPIC"},
        {"kafka://broker/", "the topic is missing"},
        {"kafka:///topic", "the host is missing"},
        {"kafka://a,b:x/topic", "\"x\" is not a port"},
        {"kafka://a/b/c", "a topic has no \"/\""},
        {"udp://h?rate", "\"rate\" is not a parameter; write NAME=VALUE"},
        {"udp://h?rate=0", "rate must be a whole number from 1 to 10000000"},
        {"udp://h?rate=1&rate=2", "rate is there twice"},
        {"udp://h?ca=x", "there is no parameter \"ca\" here; those that are: fields, reduced, biflow, options, rate"},
        {"netflow5+udp://h?fields=IN_PKTS", "there is no parameter \"fields\" here; those that are: rate"},
        {"udp://h?fields=,", "fields must be names of fields"},
        {"udp://h?reduced=1", "reduced must be true or false"},
        {"tls://h?cert=a", "cert and key belong together"},
        {"tls://h?ca=%4", "ca: after a \"%\" two hexadecimal digits"},
        {"tls://h?ca=%00", "ca: after a \"%\" two hexadecimal digits"},
        {"tls://h?ca=", "ca must not be empty"},
        {"udp://192.0.2.1:", "\"\" is not a port"},
        {"udp://192.0.2.1:0", "\"0\" is not a port; choose 1 to 65535"},
        {"udp://192.0.2.1:65536", "\"65536\" is not a port"},
        {"udp://192.0.2.1:47x", "\"47x\" is not a port"},
        {"udp://192.0.2.1:4739/", "\"4739/\" is not a port"},
        {"udp://192.0.2:4739", "\"192.0.2\" is not an IPv4 address"},
        {"udp://192.0.2.256", "\"192.0.2.256\" is not an IPv4 address"},
        {"udp://2001:db8::1", "put the IPv6 address in brackets: [2001:db8::1]:4739"},
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
