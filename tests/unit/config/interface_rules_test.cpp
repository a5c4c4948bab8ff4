// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "config/engine.hpp"
#include "config/interface_rules.hpp"
#include "tests/support/scratch.hpp"

namespace config {
namespace {

std::string complaint(const std::string& text) {
    const auto rules = load_interface_rules(text);
    return rules ? "none" : rules.error().text();
}

TEST(InterfaceRules, AreNetworksAndMacAddresses) {
    const auto rules = parse_interface_rules("192.0.2.0/24@3, 02:00:00:00:00:fF@4294967295,2001:db8::1@0");

    ASSERT_TRUE(rules) << rules.error().text();
    EXPECT_EQ(*rules, (std::vector<InterfaceRule>{{*parse_network("192.0.2.0/24"), 3},
                                                  {Mac{2, 0, 0, 0, 0, 255}, 4294967295},
                                                  {*parse_network("2001:db8::1/128"), 0}}));
}

TEST(InterfaceRules, TellWhatIsWrong) {
    EXPECT_EQ(complaint("192.0.2.0/24"), "\"192.0.2.0/24\" has no interface; write MAC@NUMBER or NETWORK@NUMBER");
    EXPECT_EQ(complaint("192.0.2.0/24@eth0"),
              "\"eth0\" is not the number of an interface, in \"192.0.2.0/24@eth0\"; `ip link` shows them");
    EXPECT_EQ(complaint("192.0.2.0/24@4294967296"),
              "\"4294967296\" is not the number of an interface, in \"192.0.2.0/24@4294967296\"; `ip link` shows them");
    EXPECT_EQ(complaint("02:00:00:00:00:0g@1"),
              "\"02:00:00:00:00:0g\" is neither a network nor a MAC address, in \"02:00:00:00:00:0g@1\"");
    EXPECT_EQ(complaint("x@1"), "\"x\" is neither a network nor a MAC address, in \"x@1\"");
}

TEST(InterfaceRules, MayStandInAFile) {
    const support::Scratch scratch;
    const std::string path = scratch.write("rules", "# ours\n192.0.2.0/24@3\n\n10.0.0.0/8@4, 10.1.0.0/16@5 # both\n");

    const auto rules = load_interface_rules("@" + path);

    ASSERT_TRUE(rules) << rules.error().text();
    EXPECT_EQ(rules->size(), 3U);
    EXPECT_EQ(rules->back(), (InterfaceRule{*parse_network("10.1.0.0/16"), 5}));
}

TEST(InterfaceRules, OfAFileAreComplainedOfByLine) {
    const support::Scratch scratch;
    const std::string path = scratch.write("rules", "192.0.2.0/24@3\nx@1\n");

    EXPECT_EQ(complaint("@" + path), path + ":2: \"x\" is neither a network nor a MAC address, in \"x@1\"");
    EXPECT_EQ(complaint("@" + std::string(scratch / "none")),
              std::string(scratch / "none") + ": cannot be read: No such file or directory");
    const std::string empty = scratch.write("empty", "# nothing\n");
    EXPECT_EQ(complaint("@" + empty), empty + ": has no rule; write one a line: NETWORK@NUMBER");
}

TEST(InterfaceRules, AreCheckedWithoutReadingFiles) {
    EXPECT_TRUE(check_interface_rules("@/nowhere"));
    EXPECT_TRUE(check_interface_rules("10.0.0.0/8@1"));
    EXPECT_EQ(check_interface_rules("@").error().message, "\"@\" names no file of rules; write @FILE");
    EXPECT_EQ(check_interface_rules(" ").error().message, "there is no rule; write MAC@NUMBER or NETWORK@NUMBER");
    EXPECT_FALSE(check_interface_rules("10.0.0.0/8"));
}

TEST(EngineText, IsTwoNumbers) {
    const auto engine = parse_engine("3:255");

    ASSERT_TRUE(engine);
    EXPECT_EQ(engine->type, 3);
    EXPECT_EQ(engine->id, 255);
    for (const std::string text : {"", "3", ":", "3:", ":3", "3:256", "-1:0", "3:4:5", "a:b"})
        EXPECT_EQ(parse_engine(text).error().message, "\"" + text + "\" is not TYPE:ID, two numbers from 0 to 255");
}

}  // namespace
}  // namespace config
