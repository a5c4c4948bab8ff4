// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bpf/catalogue.hpp"

namespace bpf {

namespace {

constexpr const char* kCode =
    "static __always_inline void my_field(struct flow_value *flow, const struct packet *packet)\n{\n}\n";

// A sound feature with some lines of its facts in place of others; the facts begin in line 3.
std::string feature(const std::string& replaced = "", const std::string& by = "", const std::string& code = kCode) {
    std::string facts =
        "name = \"MY_FIELD\"\nid = 7\npen = 32473\ntype = \"u8\"\nrole = \"or\"\nlayer = \"tcp\"\ndescription = \"Mine.\"\n";
    if (!replaced.empty()) {
        const std::size_t at = facts.find(replaced + " =");
        facts.replace(at, facts.find('\n', at) + 1 - at, by);
    }
    return "/* licence */\n/* xdpflow feature\n" + facts + "*/\n" + code;
}

std::string complaint(const std::string& text, const std::string& origin = "dir/my_field.h") {
    const auto fragment = read_fragment(text, origin);
    return fragment ? "none" : fragment.error().text();
}

}  // namespace

TEST(Fragment, HoldsFactsAndCode) {
    const auto fragment = read_fragment(
        feature("id", "id = 7\nelement = \"mine\"\naliases = [\"A\", \"B\"]\nunit = \"octets\"\n"), "dir/my_field.h");

    ASSERT_TRUE(fragment) << fragment.error().text();
    const Feature& field = std::get<Feature>(*fragment);
    EXPECT_EQ(field.symbol, "my_field");
    EXPECT_EQ(field.name, "MY_FIELD");
    EXPECT_EQ(field.element, "mine");
    EXPECT_EQ(field.pen, 32473U);
    EXPECT_EQ(field.id, 7);
    EXPECT_EQ(field.aliases, (std::vector<std::string>{"A", "B"}));
    EXPECT_EQ(field.type, Type::u8);
    EXPECT_EQ(field.role, Role::bit_or);
    EXPECT_EQ(field.layer, Layer::tcp);
    EXPECT_EQ(field.unit, "octets");
    EXPECT_EQ(field.code, kCode);
    EXPECT_EQ(field.code_line, 14);
}

TEST(Fragment, MayHaveItsCodeOnTheLineOfTheFacts) {
    std::string text = feature();
    text.replace(text.find("*/\n"), 3, "*/");

    const auto fragment = read_fragment(text, "dir/my_field.h");

    ASSERT_TRUE(fragment) << fragment.error().text();
    EXPECT_EQ(std::get<Feature>(*fragment).code_line, 10);
}

TEST(Fragment, OfATextSaysHowLongItIs) {
    const auto text = [](const std::string& facts) { return feature("type", "type = \"string\"\n" + facts, ""); };
    const auto computed = [](std::string fragment) { return fragment.replace(fragment.find("\"or\""), 4, "\"computed\""); };

    EXPECT_EQ(std::get<Feature>(*read_fragment(computed(text("length = 16\n")), "my_field.h")).length, 16);
    EXPECT_EQ(complaint(computed(text(""))),
              "dir/my_field.h:6:8: a field of type string needs the fact length: its octets in a record");
    EXPECT_EQ(complaint(computed(text("length = 256\n"))), "dir/my_field.h:7:10: length must be a number from 1 to 255");
    EXPECT_EQ(complaint(text("length = 16\n")), "dir/my_field.h:6:8: type string exists only in computed fields");
    EXPECT_EQ(complaint(feature("id", "id = 7\nlength = 4\n")),
              "dir/my_field.h:5:10: only a field of type string or octets has a length");
}

TEST(Fragment, OfOctetsSaysHowManyTheyAre) {
    const auto octets = [](const std::string& role, const std::string& facts) {
        std::string fragment = feature("type", "type = \"octets\"\n" + facts);
        return fragment.replace(fragment.find("\"or\""), 4, role);
    };
    EXPECT_EQ(std::get<Feature>(*read_fragment(octets("\"first\"", "length = 64\n"), "my_field.h")).length, 64);
    EXPECT_EQ(complaint(octets("\"last\"", "length = 64\n")), "none");
    EXPECT_EQ(complaint(octets("\"first\"", "")),
              "dir/my_field.h:6:8: a field of type octets needs the fact length: its octets in a record");
    for (const char* role : {"\"or\"", "\"sum\"", "\"min\"", "\"max\"", "\"key\""})
        EXPECT_EQ(complaint(octets(role, "length = 64\n")),
                  "dir/my_field.h:6:8: type octets exists only with the roles first, last and computed");
}

TEST(Fragment, HasASourceOnlyIfItIsComputed) {
    EXPECT_EQ(complaint(feature("id", "id = 7\nsource = \"as_list\"\n")),
              "dir/my_field.h:5:10: only a field with role computed has a source");
}

TEST(Fragment, TakesItsNameForTheElementUnlessItSays) {
    EXPECT_EQ(std::get<Feature>(*read_fragment(feature(), "my_field.h")).element, "MY_FIELD");
}

TEST(Fragment, MayBeADropper) {
    const auto fragment = read_fragment("/* xdpflow dropper\nname = \"mine\"\nlayer = \"ip\"\ndescription = \"x\"\n*/\n"
                                        "static __always_inline bool drop_mine(const struct packet *packet)\n{\n\treturn 1;\n}\n",
                                        "drop_mine.h");

    ASSERT_TRUE(fragment) << fragment.error().text();
    EXPECT_EQ(std::get<Dropper>(*fragment).symbol, "drop_mine");
    EXPECT_EQ(std::get<Dropper>(*fragment).layer, Layer::ip);
    EXPECT_EQ(std::get<Dropper>(*fragment).code_line, 6);
}

TEST(Fragment, MustHaveFacts) {
    EXPECT_EQ(
        complaint("int x;\n"),
        "dir/my_field.h: not a fragment: it has no comment that begins with \"/* xdpflow feature\" or \"/* xdpflow dropper\"");
    EXPECT_EQ(complaint("\n/* xdpflow feature\nid = 7\n"), "dir/my_field.h:2:1: the comment with the facts has no end");
}

TEST(Fragment, ComplainsOfSyntaxWithLineAndColumn) {
    EXPECT_TRUE(complaint(feature("id", "id = = 7\n")).starts_with("dir/my_field.h:4:6: "))
        << complaint(feature("id", "id = = 7\n"));
}

TEST(Fragment, ComplainsOfFactsThatAreNotPlainAscii) {
    EXPECT_EQ(complaint(feature("description", "description = \"Größe\"\n")),
              "dir/my_field.h:9:18: only comments may hold letters beyond ASCII; in a text, write them as \\uXXXX");
}

TEST(Fragment, ComplainsInOneLineWhateverAFactIsCalled) {
    EXPECT_EQ(complaint(feature("id", "id = 7\n\"a\\nb\\u001b\" = 1\n")), "dir/my_field.h:5:1: unknown fact \"a?b?\"");
}

TEST(Fragment, ComplainsOfUnknownFactsWithAGuess) {
    EXPECT_EQ(complaint(feature("role", "rolle = \"or\"\n")), "dir/my_field.h:7:1: unknown fact \"rolle\"; did you mean role?");
    EXPECT_EQ(complaint(feature("id", "id = 7\n  colour = 1\n")), "dir/my_field.h:5:3: unknown fact \"colour\"");
}

TEST(Fragment, ComplainsOfMissingFacts) {
    for (const std::string fact : {"name", "id", "type", "role", "layer", "description"})
        EXPECT_EQ(complaint(feature(fact)), "dir/my_field.h:3: the fact \"" + fact + "\" is missing");
}

TEST(Fragment, ComplainsOfUnknownWords) {
    EXPECT_EQ(
        complaint(feature("type", "type = \"u7\"\n")),
        "dir/my_field.h:6:8: unknown type \"u7\"; it is one of: u8 u16 u32 u64 be16 be24 be32 ipv4 ipv6 mac time_ns string octets");
    EXPECT_EQ(complaint(feature("role", "role = \"avg\"\n")),
              "dir/my_field.h:7:8: unknown role \"avg\"; it is one of: key sum or min max first last computed");
    EXPECT_EQ(
        complaint(feature("layer", "layer = \"arp\"\n")),
        "dir/my_field.h:8:9: unknown layer \"arp\"; it is one of: frame ethernet vlan ip ipv4 ipv6 protocol transport tcp icmp "
        "icmpv4 icmpv6");
}

TEST(Fragment, ComplainsOfWrongKindsOfValues) {
    EXPECT_EQ(complaint(feature("name", "name = 5\n")), "dir/my_field.h:3:8: name must be a text in quotes");
    EXPECT_EQ(complaint(feature("id", "id = \"7\"\n")), "dir/my_field.h:4:6: id must be a number from 1 to 32767");
    EXPECT_EQ(complaint(feature("id", "id = 0\n")), "dir/my_field.h:4:6: id must be a number from 1 to 32767");
    EXPECT_EQ(complaint(feature("id", "id = 32768\n")), "dir/my_field.h:4:6: id must be a number from 1 to 32767");
    EXPECT_EQ(complaint(feature("pen", "pen = -1\n")), "dir/my_field.h:5:7: pen must be a number from 0 to 4294967295");
    EXPECT_EQ(complaint(feature("id", "id = 7\naliases = \"A\"\n")), "dir/my_field.h:5:11: aliases must be a list of texts");
    EXPECT_EQ(complaint(feature("id", "id = 7\naliases = [1]\n")), "dir/my_field.h:5:11: aliases must be a list of texts");
}

TEST(Fragment, ComplainsOfNamesThatAreNone) {
    for (const std::string name : {"", "A-B", "9A", "A B", "A;"})
        EXPECT_EQ(complaint(feature("name", "name = \"" + name + "\"\n")).substr(0, 25), "dir/my_field.h:3:8: name ") << name;
    EXPECT_EQ(complaint(feature("description", "description = \"a\\u0007b\"\n")),
              "dir/my_field.h:9:15: description must not contain control characters");
    EXPECT_EQ(complaint(feature(), "dir/My-Field.h"),
              "dir/My-Field.h: the file's name must be small letters, digits and _, because it is also the name of the function");
}

TEST(Fragment, ComplainsOfRolesThatDoNotFitTheType) {
    EXPECT_EQ(complaint(feature("type", "type = \"mac\"\n")),
              "dir/my_field.h:7:8: roles sum and or need type u8, u16, u32 or u64");
    EXPECT_EQ(complaint(feature("type", "type = \"string\"\n")),
              "dir/my_field.h:6:8: type string exists only in computed fields");
    EXPECT_EQ(
        complaint(
            feature("type", "type = \"ipv6\"\n").replace(feature("type", "type = \"ipv6\"\n").find("\"or\""), 4, "\"min\"")),
        "dir/my_field.h:7:8: roles min and max need a type that is a number");
    EXPECT_EQ(complaint(feature("type", "type = \"time_ns\"\n")
                            .replace(feature("type", "type = \"time_ns\"\n").find("\"or\""), 4, "\"key\"")),
              "dir/my_field.h:7:8: a time cannot be a key");
}

TEST(Fragment, ComplainsOfCodeThatDoesNotDefineItsFunction) {
    EXPECT_EQ(complaint(feature("", "", "static void other(struct flow_value *flow)\n{\n}\n")),
              "dir/my_field.h:11:1: the code must define: static __always_inline … my_field(struct flow_value *flow…)");
    EXPECT_EQ(complaint(feature("role", "role = \"key\"\n")),
              "dir/my_field.h:11:1: the code must define: static __always_inline … my_field(struct flow_key *key…)");
}

TEST(Fragment, HasNoCodeWhenComputed) {
    EXPECT_EQ(complaint(feature("role", "role = \"computed\"\n")),
              "dir/my_field.h:3: a field that is computed or held as another one has no code");
    EXPECT_EQ(complaint(feature("role", "role = \"computed\"\n", "\n")), "none");
}

TEST(Fragment, MayKeepAState) {
    const auto fragment =
        read_fragment(feature("layer", "layer = \"tcp\"\nstate = [\"u64 seen_ns\", \"u8 marks\"]\n"), "my_field.h");

    ASSERT_TRUE(fragment) << fragment.error().text();
    EXPECT_EQ(std::get<Feature>(*fragment).state, (std::vector<StateMember>{{"seen_ns", Type::u64}, {"marks", Type::u8}}));
}

TEST(Fragment, ComplainsOfAStateWithLineAndColumn) {
    const auto complaint_of = [](const std::string& state) {
        return complaint(feature("layer", "layer = \"tcp\"\nstate = [" + state + "]\n"));
    };
    const std::string form =
        "state is made of u8, u16, u32 or u64 and a name of small letters, digits and _: \"u32 next_sequence\"";
    EXPECT_EQ(complaint_of("\"u32 a\", \"u32\""), "dir/my_field.h:9:19: " + form);
    EXPECT_EQ(complaint_of("\"mac a\""), "dir/my_field.h:9:10: " + form);
    EXPECT_EQ(complaint_of("\"u32 a; int b\""), "dir/my_field.h:9:10: " + form);
    EXPECT_EQ(complaint_of("\"u32 A\""), "dir/my_field.h:9:10: " + form);
    EXPECT_EQ(complaint_of("7"), "dir/my_field.h:9:9: state must be a list of texts");
    EXPECT_EQ(complaint_of("\"u32 a\", \"u8 a\""), "dir/my_field.h:9:19: the state has two members \"a\"");
    EXPECT_EQ(complaint_of("\"u32 seen_ns\""), "dir/my_field.h:9:10: seen_ns is the time of the packet before, a u64");
    EXPECT_EQ(complaint_of("\"u8 known\""),
              "dir/my_field.h:9:10: every state has a member \"known\" already: 0 in packet->past if nothing is known");
    EXPECT_EQ(complaint_of("\"u8 a\",\"u8 b\",\"u8 c\",\"u8 d\",\"u8 e\",\"u8 f\",\"u8 g\",\"u8 h\",\"u8 i\""),
              "dir/my_field.h:9:66: a field has at most 8 state members");
}

TEST(Fragment, HasAStateOnlyIfItIsTakenFromPackets) {
    EXPECT_EQ(complaint(feature("role", "role = \"key\"\nstate = [\"u32 a\"]\n")),
              "dir/my_field.h:8:9: only a field that is counted or taken from packets has a state");
}

TEST(Fragment, InternalFieldsHaveNoNumber) {
    const std::string internal = feature("id", "internal = true\n");
    ASSERT_EQ(complaint(internal), "none");
    EXPECT_TRUE(std::get<Feature>(*read_fragment(internal, "my_field.h")).internal);

    EXPECT_EQ(complaint(feature("id", "internal = true\nid = 7\n")),
              "dir/my_field.h:4:12: an internal field has no id, and is neither a key nor computed");
    EXPECT_EQ(complaint(feature("id")), "dir/my_field.h:3: the fact \"id\" is missing");
    EXPECT_EQ(complaint(feature("id", "id = 7\ninternal = 1\n")), "dir/my_field.h:5:12: internal must be true or false");
}

TEST(Fragment, OnlyComputedFieldsAreMadeOfBothDirections) {
    EXPECT_EQ(complaint(feature("id", "id = 7\nbidirectional = true\n")),
              "dir/my_field.h:5:17: only a field with role computed is made of both directions");
}

}  // namespace bpf
