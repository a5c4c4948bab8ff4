// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/monitor_reader.hpp"
#include "config/reader.hpp"

namespace config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> mistakes_in(const std::string& text) {
    std::vector<std::string> lines;
    for (const Error& mistake : read_configuration(text, "f.toml").mistakes) lines.push_back(mistake.text());
    return lines;
}

TEST(MonitorReader, TakesTablesBesideSettings) {
    const Reading reading = read_configuration(R"(active = 60
[[monitor]]
name = "syns"
interface = ["eth0", "eth1"]
direction = "out"
object = "/x.o"
order = -3
[[monitor.metric]]
name = "by_port"
map = "ports"
help = "SYNs"
snapshot = true
init = true
agg = "avg"
format = "openmetrics"
[[monitor.metric]]
name = "all"
[[monitor]]
name = "other"
interface = "lo"
code = "int x;"
)",
                                               "f.toml");
    EXPECT_THAT(reading.mistakes, IsEmpty());
    EXPECT_EQ(reading.settings.active_s, 60);
    const Monitor syns{
        "syns", {"eth0", "eth1"},
        "out",  "",
        "",     "/x.o",
        -3,     {{"by_port", "ports", "SYNs", true, true, "avg", "openmetrics"}, {"all", "all", "", false, false, "", "json"}}};
    const Monitor other{"other", {"lo"}, "in", "", "int x;", "", 10, {}};
    EXPECT_EQ(reading.settings.monitors, (std::vector<Monitor>{syns, other}));
}

TEST(MonitorReader, TellsEveryMistakeWithItsPlace) {
    EXPECT_THAT(mistakes_in(R"([[monitor]]
name = "a-b"
interfaces = "eth0"
direction = "both"
order = 0
[[monitor.metric]]
map = "m"
agg = "max"
snapshot = 1
)"),
                ElementsAre("f.toml:1:1: this monitor has no interface",
                            "f.toml:1:1: a monitor has either a source (file), or code, or an object (file)",
                            "f.toml:2:8: name must be a text of up to 64 letters, digits and \"_\", with no digit first",
                            "f.toml:3:1: unknown key \"interfaces\" of a monitor; did you mean interface?",
                            "f.toml:4:13: direction must be \"in\" or \"out\"",
                            "f.toml:5:9: order must be a number from -1000 to 1000 but 0, which is the flow probe's",
                            "f.toml:6:1: this metric has no name", "f.toml:8:7: agg must be \"sum\" or \"avg\"",
                            "f.toml:9:12: snapshot must be true or false"));
}

TEST(MonitorReader, RefusesTheSameTwice) {
    const std::string one = "[[monitor]]\nname = \"a\"\ninterface = \"lo\"\ncode = \"x\"\n";
    EXPECT_THAT(mistakes_in(one + one), ElementsAre("f.toml:5:1: there is a monitor \"a\" already"));
    const std::string metric = "[[monitor.metric]]\nname = \"m\"\n";
    EXPECT_THAT(mistakes_in(one + metric + metric),
                ElementsAre("f.toml:7:1: there is a metric \"m\" of this monitor already",
                            "f.toml:7:1: map \"m\" has a metric already; one reads all of it"));
}

TEST(MonitorReader, RefusesWhatIsNoListOfTables) {
    EXPECT_THAT(mistakes_in("monitor = 1\n"), ElementsAre("f.toml:1:11: monitors are tables: [[monitor]]"));
    EXPECT_THAT(mistakes_in("[monitor]\nname = \"a\"\n"), ElementsAre("f.toml:1:1: monitors are tables: [[monitor]]"));
}

TEST(MonitorReader, TakesOneOfTheApiWithoutFiles) {
    std::vector<Error> mistakes;
    const Monitor sound = read_monitor("interface = \"lo\"\ncode = \"x\"\n", "mine", mistakes);
    EXPECT_THAT(mistakes, IsEmpty());
    EXPECT_EQ(sound.name, "mine");
    for (const char* file : {"source", "object"}) {
        mistakes.clear();
        (void)read_monitor("interface = \"lo\"\n" + std::string(file) + " = \"/etc/shadow\"\n", "mine", mistakes);
        ASSERT_EQ(mistakes.size(), 1U);
        EXPECT_EQ(mistakes[0].message, "source and object are files of the probe's; over the API a monitor has code");
    }
}

}  // namespace
}  // namespace config
