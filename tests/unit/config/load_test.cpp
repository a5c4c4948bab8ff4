// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/load.hpp"
#include "tests/support/metered.hpp"
#include "tests/support/process.hpp"
#include "tests/support/scratch.hpp"

namespace config {
namespace {

using support::Scratch;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> lines(const Reading& reading) {
    std::vector<std::string> lines;
    for (const Error& mistake : reading.mistakes) lines.push_back(mistake.text());
    return lines;
}

std::vector<std::string> mistakes_of_names(const std::string& text) {
    Reading reading = read_configuration(text, "f.toml");
    check_names(reading, support::built_in(), "f.toml");
    reading.sort_mistakes();
    return lines(reading);
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (; times > 0; times--) all += text;
    return all;
}

constexpr const char* kField = "/* SPDX-License-Identifier: Apache-2.0 */\n"
                               "/* xdpflow feature\nname = \"MINE\"\npen = 32473\nid = 1\ntype = \"u64\"\nrole = \"sum\"\n"
                               "layer = \"ip\"\ndescription = \"Mine.\"\n*/\n"
                               "static __always_inline void mine(struct flow_value *flow, const struct packet *packet)\n{\n}\n";

TEST(ConfiguredNames, MustExist) {
    EXPECT_THAT(mistakes_of_names("fields = \"IN_PKTS, in_bytes\"\ndroppers = \"all\"\n"), IsEmpty());
    EXPECT_THAT(mistakes_of_names("fields = [\"IN_PKT IN_PKTS\",\n \"IN_BYTE\"]\ndroppers = [\"some\"]\n"),
                ElementsAre("f.toml:1:11: unknown field \"IN_PKT\"; did you mean IN_PKTS?",
                            "f.toml:2:2: unknown field \"IN_BYTE\"; did you mean IN_BYTES?",
                            "f.toml:3:13: unknown dropper \"some\"; there are: all"));
}

TEST(ConfiguredNames, AreNeitherNoneNorTooManyNorRepeated) {
    EXPECT_THAT(mistakes_of_names("fields = \" \"\n"),
                ElementsAre("f.toml:1:10: no field is asked for; name at least one (`xdpflow fields` lists them)"));
    EXPECT_THAT(mistakes_of_names("fields = []\n"),
                ElementsAre("f.toml:1:10: no field is asked for; name at least one (`xdpflow fields` lists them)"));
    EXPECT_THAT(mistakes_of_names("droppers = [\"all\", \"all\"]\n"),
                ElementsAre("f.toml:1:12: the dropper all is named twice; it can only drop a frame once"));
    EXPECT_THAT(mistakes_of_names("fields = \"" + repeated("IN_PKTS ", 200) + "\"\n"), IsEmpty());
}

TEST(ConfiguredNames, AreNotMoreThanAProgramHolds) {
    const Scratch scratch;
    std::string names;
    for (int number = 1; number <= 321; number++) {
        std::string field = kField;
        const std::string name = "mine" + std::to_string(number);
        field.replace(field.find("id = 1"), 6, "id = " + std::to_string(number));
        field.replace(field.find("MINE"), 4, name);
        field.replace(field.find("mine("), 4, name);
        scratch.write(name + ".h", field);
        names += " " + name;
    }
    const auto file = scratch.write("f.toml", "fields = \"" + names + "\"\n");

    EXPECT_THAT(lines(load_configuration(file, scratch.path().string())),
                ElementsAre(file.string() + ":1:10: 321 fields are asked for; one program holds at most 320: leave some out"));
}

TEST(ConfiguredNames, AreNotComplainedOfTwice) {
    EXPECT_THAT(mistakes_of_names("fields = 7\n"),
                ElementsAre("f.toml:1:10: fields must be a text in quotes, or a list of them: [\"...\", \"...\"]"));
}

TEST(ConfiguredNames, AreLookedUpInTheFolderThatTheFileNames) {
    const Scratch scratch;
    scratch.write("mine.h", kField);
    const std::string fields = "fields = \"MINE\"\n", folder = "features = \"" + scratch.path().string() + "\"\n";
    const auto with = scratch.write("with.toml", fields + folder), without = scratch.write("without.toml", fields);

    EXPECT_THAT(lines(load_configuration(with)), IsEmpty());
    EXPECT_THAT(lines(load_configuration(without, scratch.path().string())), IsEmpty());
    EXPECT_THAT(lines(load_configuration(without, "")), ElementsAre(testing::HasSubstr(":1:10: unknown field \"MINE\"")));
    EXPECT_THAT(lines(load_configuration(with, "")), ElementsAre(testing::HasSubstr(":1:10: unknown field \"MINE\"")));
}

TEST(ConfiguredFolder, IsToBlameForWhatIsWrongWithIt) {
    const Scratch scratch;
    std::filesystem::create_directory(scratch / "open");
    std::filesystem::permissions(scratch / "open", std::filesystem::perms(0777));
    const auto file = scratch.write("f.toml", "active = -1\nfeatures = \"" + (scratch / "open").string() + "\"\n");

    EXPECT_THAT(lines(load_configuration(file)),
                ElementsAre(testing::StartsWith(file.string() + ":1:10: "),
                            testing::StartsWith(file.string() + ":2:12: " + (scratch / "open").string() + " can be written")));
}

TEST(ConfigurationFile, IsAFileThatCanBeRead) {
    const Scratch scratch;
    const std::string folder = scratch.path().string(), pipe = folder + "/pipe", none = folder + "/none";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);

    EXPECT_THAT(lines(load_configuration(none)), ElementsAre(none + ": cannot be read: No such file or directory"));
    EXPECT_THAT(lines(load_configuration(folder)), ElementsAre(folder + ": is a folder; name a file in it"));
    EXPECT_THAT(lines(load_configuration(pipe)), ElementsAre(pipe + ": is not a regular file"));
    EXPECT_THAT(lines(load_configuration("")), ElementsAre("the name of the configuration file is empty; name one"));
}

TEST(ConfigurationFile, IsNotEnormous) {
    const Scratch scratch;
    const std::string one_mebibyte = repeated("# " + std::string(61, 'x') + "\n", 16'384);
    const auto small = scratch.write("small.toml", one_mebibyte), large = scratch.write("large.toml", one_mebibyte + "\n");

    EXPECT_THAT(lines(load_configuration(small)), IsEmpty());
    EXPECT_THAT(lines(load_configuration(large)),
                ElementsAre(large.string() + ": is larger than 1 MiB, hence not a configuration"));
}

support::Answer check(const std::string& file, std::optional<unsigned> user = {}) {
    support::Command command{{XDPFLOW_BINARY, "check", file}};
    command.user = user;
    return support::run(command);
}

TEST(Check, SaysThatThereAreNoMistakes) {
    const Scratch scratch;
    const std::string file = scratch.write("f.toml", "active = 5\n").string();

    const support::Answer answer = check(file);

    EXPECT_EQ(answer.code, 0);
    EXPECT_EQ(answer.output, file + ": no mistakes\n");
    EXPECT_EQ(answer.errors, "");
}

TEST(Check, TellsEveryMistakeInALine) {
    const Scratch scratch;
    const std::string file = scratch.write("f.toml", "active = -5\nfields = \"IN_PKT\"\n").string();

    const support::Answer answer = check(file);

    EXPECT_EQ(answer.code, 2);
    EXPECT_EQ(answer.output, "");
    EXPECT_EQ(answer.errors, "xdpflow: " + file + ":1:10: active must be a number of seconds from 0 to 1000000000\nxdpflow: " +
                                 file + ":2:10: unknown field \"IN_PKT\"; did you mean IN_PKTS?\n");
}

TEST(Check, SaysThatAFileIsNotItsUsersToRead) {
    const Scratch scratch;
    const std::string file = scratch.write("f.toml", "active = 5\n").string();
    std::filesystem::permissions(file, std::filesystem::perms::none);
    std::filesystem::permissions(scratch.path(), std::filesystem::perms(0755));

    const support::Answer answer = check(file, ::geteuid() == 0 ? std::optional<unsigned>(65534) : std::nullopt);

    EXPECT_EQ(answer.code, 2);
    EXPECT_EQ(answer.errors, "xdpflow: " + file + ": cannot be read: Permission denied\n");
}

}  // namespace
}  // namespace config
