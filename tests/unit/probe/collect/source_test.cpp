// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probe/collect/source.hpp"

namespace probe::collect {
namespace {

Source parsed(std::string_view text) {
    const auto source = parse_source(text);
    EXPECT_TRUE(source.has_value()) << text;
    return source.value_or(Source{});
}

TEST(CollectSource, IsAnAddressToListenAt) {
    EXPECT_EQ(parsed("udp://192.0.2.1:9995"), (Source{Transport::udp, "192.0.2.1", 9995, ""}));
    EXPECT_EQ(parsed("tcp://[2001:db8::1]:1"), (Source{Transport::tcp, "2001:db8::1", 1, ""}));
    EXPECT_EQ(parsed("tls://[::]:0"), (Source{Transport::tls, "::", 0, ""}));
    EXPECT_EQ(parsed("udp://collector"), (Source{Transport::udp, "collector", 4739, ""}));
    EXPECT_EQ(parsed("tcp://"), (Source{Transport::tcp, "", 4739, ""}));
    EXPECT_EQ(parsed("tls://:4741"), (Source{Transport::tls, "", 4741, ""}));
    EXPECT_EQ(parsed("tls://"), (Source{Transport::tls, "", 4740, ""}));
}

TEST(CollectSource, IsAFile) {
    EXPECT_EQ(parsed("flows.ipfix"), (Source{Transport::file, "", 0, "flows.ipfix"}));
    EXPECT_EQ(parsed("file:///srv/a b"), (Source{Transport::file, "", 0, "/srv/a b"}));
    EXPECT_EQ(parsed("-"), (Source{Transport::file, "", 0, "-"}));
}

TEST(CollectSource, IsRefusedWithWhatIsWrong) {
    const auto why = [](std::string_view text) {
        const auto source = parse_source(text);
        return source ? std::string("nothing") : source.error().text();
    };
    EXPECT_EQ(why("sctp://:4739"), "\"sctp://:4739\" is no source of messages: \"sctp\" is neither udp, tcp, tls nor file");
    EXPECT_EQ(why("udp://:65536"),
              "\"udp://:65536\" is no source of messages: \"65536\" is not a port; choose 1 to 65535, or 0 for any that is free");
    EXPECT_EQ(why("udp://h:"),
              "\"udp://h:\" is no source of messages: \"\" is not a port; choose 1 to 65535, or 0 for any that is free");
    EXPECT_EQ(why("udp://2001:db8::1"),
              "\"udp://2001:db8::1\" is no source of messages: it has more than one colon; put an IPv6 address in brackets");
    EXPECT_EQ(why("udp://[::1"), "\"udp://[::1\" is no source of messages: the bracket is not closed");
    EXPECT_EQ(why("udp://[::1]4739"),
              "\"udp://[::1]4739\" is no source of messages: \"4739\" follows the address where :PORT is expected");
    EXPECT_EQ(why("file://host/x"),
              "\"file://host/x\" is no source of messages: write file:///PATH, with three slashes, or the path alone");
    EXPECT_EQ(why(""), "\"\" is no source of messages: write udp://:4739, tcp://:4739, tls://:4740, or the path of a file");
}

}  // namespace
}  // namespace probe::collect
