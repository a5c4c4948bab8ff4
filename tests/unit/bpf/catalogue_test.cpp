// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "bpf/catalogue.hpp"
#include "tests/support/metered.hpp"
#include "tests/support/scratch.hpp"

namespace bpf {

namespace {

using support::built_in, support::Scratch;

std::string fragment(const std::string& symbol, const std::string& name, int id, const std::string& more = "") {
    return "/* xdpflow feature\nname = \"" + name + "\"\npen = 32473\nid = " + std::to_string(id) +
           "\ntype = \"u64\"\nrole = \"sum\"\nlayer = \"ip\"\ndescription = \"x\"\n" + more + "*/\nstatic __always_inline void " +
           symbol + "(struct flow_value *flow, const struct packet *packet)\n{\n}\n";
}

std::string complaint(const std::filesystem::path& folder) {
    const auto catalogue = Catalogue::load(folder);
    return catalogue ? "none" : catalogue.error().text();
}

std::string symbol_of(const std::string& name) {
    const Feature* feature = built_in().find(name);
    return feature ? feature->symbol : "none";
}

}  // namespace

TEST(Catalogue, HoldsEveryFileOfTheFolder) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(XDPFLOW_SOURCE_DIR "/bpf/features"))
        files += entry.path().extension() == ".h";

    EXPECT_EQ(built_in().features().size() + built_in().internals().size(), files);
    for (const Feature& feature : built_in().features()) EXPECT_EQ(feature.origin, "bpf/features/" + feature.symbol + ".h");
}

TEST(Catalogue, IsOrderedByEnterpriseAndNumber) {
    EXPECT_TRUE(
        std::is_sorted(built_in().features().begin(), built_in().features().end(),
                       [](const Feature& a, const Feature& b) { return std::pair(a.pen, a.id) < std::pair(b.pen, b.id); }));
}

TEST(Catalogue, FindsNamesInAnyCase) {
    EXPECT_EQ(symbol_of("IN_BYTES"), "in_bytes");
    EXPECT_EQ(symbol_of("in_Bytes"), "in_bytes");
    EXPECT_EQ(symbol_of("LAYER2octetdeltacount"), "layer2_octet_delta_count");
}

TEST(Catalogue, FindsNamesWithAPercentSign) {
    EXPECT_EQ(symbol_of("%IN_BYTES"), "in_bytes");
    EXPECT_EQ(symbol_of("%%IN_BYTES"), "none");
}

TEST(Catalogue, FindsIanaNamesAndAliases) {
    EXPECT_EQ(symbol_of("octetDeltaCount"), "in_bytes");
    EXPECT_EQ(symbol_of("ingressinterface"), "input_snmp");
    EXPECT_EQ(symbol_of("SRC_TO_DST_PKTS"), "in_pkts");
}

TEST(Catalogue, PrefersANameToTheIanaNameOfAnotherField) {
    EXPECT_EQ(symbol_of("tcpControlBits"), "tcp_control_bits");
    EXPECT_EQ(symbol_of("TCPCONTROLBITS"), "tcp_control_bits");
    EXPECT_EQ(symbol_of("TCP_FLAGS"), "tcp_flags");
}

TEST(Catalogue, FindsNothingElse) {
    for (const char* name : {"", "%", "IN_BYTE", "in_bytes.h", "IN BYTES"}) EXPECT_EQ(symbol_of(name), "none") << name;
}

TEST(Catalogue, SuggestsTheMostSimilarName) {
    EXPECT_EQ(built_in().require("TCP_FLAG").error().text(), "unknown field \"TCP_FLAG\"; did you mean TCP_FLAGS?");
    EXPECT_EQ(built_in().require("%octetDeltaCuont").error().text(),
              "unknown field \"%octetDeltaCuont\"; did you mean octetDeltaCount?");
    EXPECT_EQ(built_in().require("COMPLETELY_DIFFERENT").error().text(),
              "unknown field \"COMPLETELY_DIFFERENT\"; `xdpflow fields` lists them");
}

TEST(Catalogue, FindsDroppersByName) {
    EXPECT_EQ((*built_in().require_dropper("ALL"))->symbol, "drop_all");
    EXPECT_EQ(built_in().require_dropper("some").error().text(), "unknown dropper \"some\"; there are: all");
}

TEST(Catalogue, AddsTheFieldsOfAFolder) {
    const Scratch folder;
    folder.write("mine.h", fragment("mine", "MINE", 1));
    folder.write("notes.txt", "no fragment");

    const auto catalogue = Catalogue::load(folder.path());

    ASSERT_TRUE(catalogue) << catalogue.error().text();
    EXPECT_EQ(catalogue->features().size(), built_in().features().size() + 1);
    EXPECT_EQ(catalogue->find("MINE")->origin, (folder / "mine.h").string());
}

TEST(Catalogue, HidesInternalFieldsFromAllButThoseThatNeedThem) {
    ASSERT_NE(built_in().find("ARRIVAL_GAPS"), nullptr);
    EXPECT_TRUE(built_in().find("ARRIVAL_GAPS")->internal);
    EXPECT_TRUE(built_in().require("ARRIVAL_GAPS").error().message.starts_with("unknown field \"ARRIVAL_GAPS\""));
    for (const Feature& feature : built_in().features()) EXPECT_FALSE(feature.internal) << feature.name;
}

TEST(Catalogue, WantsStatesOfOneNameToBeOfOneType) {
    const Scratch folder;
    std::string mine = fragment("mine", "MINE", 1);
    mine.replace(mine.find("*/", mine.find("name")), 0, "state = [\"u32 octet_total\"]\n");
    folder.write("mine.h", mine);

    EXPECT_EQ(complaint(folder.path()),
              (folder / "mine.h").string() +
                  ": its state has \"octet_total\" in another type than that of bpf/features/octet_total.h");
}

TEST(Catalogue, NeedsNoFolder) { EXPECT_EQ(complaint("/nonexistent"), "none"); }

TEST(Catalogue, RefusesFoldersAndFilesThatOthersCanWrite) {
    const Scratch folder;
    const auto file = folder.write("mine.h", fragment("mine", "MINE", 1));
    ::chmod(file.c_str(), 0664);
    EXPECT_NE(complaint(folder.path()).find("mine.h can be written by others"), std::string::npos) << complaint(folder.path());
    ::chmod(file.c_str(), 0644);
    ::chmod(folder.path().c_str(), 0770);
    EXPECT_NE(complaint(folder.path()).find("can be written by others"), std::string::npos) << complaint(folder.path());
}

TEST(Catalogue, RefusesLinks) {
    const Scratch folder, elsewhere;
    const auto target = elsewhere.write("mine.h", fragment("mine", "MINE", 1));
    ::symlink(target.c_str(), (folder / "mine.h").c_str());

    EXPECT_NE(complaint(folder.path()).find("mine.h is a symbolic link"), std::string::npos) << complaint(folder.path());
}

TEST(Catalogue, RefusesNamesThatAreTaken) {
    const Scratch folder;
    folder.write("mine.h", fragment("mine", "in_Bytes", 1));

    EXPECT_EQ(complaint(folder.path()), (folder / "mine.h").string() + ": the name in_Bytes is taken by bpf/features/in_bytes.h");
}

TEST(Catalogue, RefusesFileNamesThatAreTaken) {
    const Scratch folder;
    folder.write("in_bytes.h", fragment("in_bytes", "MINE", 1));

    EXPECT_EQ(complaint(folder.path()),
              (folder / "in_bytes.h").string() + ": a field of this file name exists already: bpf/features/in_bytes.h");
}

TEST(Catalogue, RefusesNumbersThatAreTakenByAnotherElement) {
    const Scratch folder;
    folder.write("a.h", fragment("a", "A", 7));
    folder.write("b.h", fragment("b", "B", 7));

    EXPECT_EQ(complaint(folder.path()), (folder / "b.h").string() +
                                            ": the element number 7 (enterprise 32473) is taken by A in " +
                                            (folder / "a.h").string());
}

TEST(Catalogue, AllowsTwoViewsOfOneElement) {
    const Scratch folder;
    folder.write("a.h", fragment("a", "A", 7, "element = \"one\"\n"));
    folder.write("b.h", fragment("b", "B", 7, "element = \"one\"\n"));

    EXPECT_EQ(complaint(folder.path()), "none");
}

TEST(Catalogue, RefusesReferencesToNothing) {
    const Scratch folder;
    folder.write("a.h", fragment("a", "A", 7, "sibling = \"NOBODY\"\n"));

    EXPECT_EQ(complaint(folder.path()), (folder / "a.h").string() + ": it refers to the field NOBODY, which does not exist");
}

TEST(Catalogue, RefusesNeedsThatAreNotHeld) {
    const Scratch folder;
    const auto write = [&](const std::string& needs) {
        std::string text = fragment("a", "A", 7, "needs = [\"" + needs + "\"]\n");
        text.replace(text.find("\"sum\""), 5, "\"computed\"");
        folder.write("a.h", text.substr(0, text.find("*/") + 3));
    };
    const std::string file = (folder / "a.h").string();

    write("NOBODY");
    EXPECT_EQ(complaint(folder.path()), file + ": it refers to the field NOBODY, which does not exist");
    write("SRC_AS");
    EXPECT_EQ(complaint(folder.path()), file + ": it needs the field SRC_AS, which is computed itself");
    write("IN_PKTS");
    EXPECT_EQ(complaint(folder.path()), "none");
    folder.write("a.h", fragment("a", "A", 7, "needs = [\"IN_PKTS\"]\n"));
    EXPECT_EQ(complaint(folder.path()), "none");
    folder.write("a.h", fragment("a", "A", 7, "needs = [\"IN_PKTS\"]\nheld_as = \"IN_PKTS\"\n"));
    EXPECT_TRUE(complaint(folder.path()).ends_with("a field that is held as another one needs no others"))
        << complaint(folder.path());
}

TEST(Catalogue, RefusesFilesThatAreNoFragments) {
    const Scratch folder;
    folder.write("a.h", "int x;\n");
    EXPECT_TRUE(complaint(folder.path()).starts_with((folder / "a.h").string() + ": not a fragment")) << complaint(folder.path());

    folder.write("a.h", std::string(65537, ' '));
    EXPECT_EQ(complaint(folder.path()), (folder / "a.h").string() + ": larger than 64 KiB, hence not a fragment");
}

namespace {

std::string reverse(const std::string& of, const std::string& more = "") {
    return "/* xdpflow feature\nname = \"BACK\"\npen = 32473\nid = 2\nreverse_of = \"" + of + "\"\ndescription = \"x\"\n" + more +
           "*/\n";
}

std::string complaint_about_reverse(const std::string& of, const std::string& more = "") {
    const Scratch folder;
    folder.write("mine.h", fragment("mine", "MINE", 1));
    folder.write("back.h", reverse(of, more));
    const std::string text = complaint(folder.path());
    return text == "none" ? "" : text.substr(folder.path().string().size() + 1);
}

}  // namespace

TEST(Catalogue, AFieldOfTheOtherDirectionIsOfTheSameTypeLayerAndUnit) {
    const Feature& reverse = *built_in().find("OUT_BYTES");

    EXPECT_EQ(reverse.type, Type::u64);
    EXPECT_EQ(reverse.role, Role::computed);
    EXPECT_EQ(reverse.layer, Layer::ip);
    EXPECT_EQ(reverse.unit, "octets");
    EXPECT_EQ(reverse.needs, std::vector<std::string>{"IN_BYTES"});
    EXPECT_EQ(reverse.reverse_id, 1);
    EXPECT_TRUE(reverse.bidirectional);
    EXPECT_TRUE(built_in().find("IN_BYTES")->has_reverse);
    EXPECT_FALSE(built_in().find("IN_BYTES")->bidirectional);
}

TEST(Catalogue, AFieldOfTheOtherDirectionNeedsWhatTheOtherOneNeeds) {
    const Feature& reverse = *built_in().find("DURATION_OUT");

    EXPECT_EQ(reverse.needs, (std::vector<std::string>{"FLOW_START_MILLISECONDS", "FLOW_END_MILLISECONDS"}));
    EXPECT_EQ(reverse.reverse_id, 0);  // not IANA's
}

TEST(Catalogue, RefusesToReverseWhatIsNoMeasureOfOneDirection) {
    EXPECT_EQ(complaint_about_reverse("MINE"), "");
    EXPECT_EQ(complaint_about_reverse("NOBODYS"), "back.h: it is the reverse of NOBODYS, which does not exist");
    EXPECT_EQ(complaint_about_reverse("TCP_FIRST_SYN"), "back.h: it is the reverse of TCP_FIRST_SYN, which does not exist");
    for (const char* name : {"OUT_BYTES", "SRC_AS", "APPL_LATENCY_MS"})
        EXPECT_EQ(complaint_about_reverse(name),
                  "back.h: it cannot be the reverse of " + std::string(name) + ", which is no measure of one direction");
}

TEST(Catalogue, RefusesFactsThatFollowFromTheOtherField) {
    EXPECT_EQ(complaint_about_reverse("MINE", "type = \"u8\"\n"),
              "back.h:5:14: with reverse_of, type, role, layer and unit follow from the other field (unknown fact \"type\")");
}

TEST(Catalogue, DoesNotGiveInternalFieldsToUsers) {
    ASSERT_NE(built_in().find("TCP_FIRST_SYN"), nullptr);
    EXPECT_EQ(built_in().require("TCP_FIRST_SYN").error().text().substr(0, 30), "unknown field \"TCP_FIRST_SYN\";");
}

}  // namespace bpf
