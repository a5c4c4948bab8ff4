// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probe/command/shown.hpp"

namespace probe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Table, AlignsNumbersToTheRight) {
    EXPECT_EQ(table_text({{"name", "frames"}, {"eth0", "7"}, {"wlan-größe", "1234"}, {"x", "-"}}), "name        frames\n"
                                                                                                   "eth0             7\n"
                                                                                                   "wlan-größe    1234\n"
                                                                                                   "x                -\n");
}

TEST(Table, ShowsMembersByName) {
    const Json list = Json::parse(R"([{"a": "x", "b": 1.5}, {"b": null, "c": [1, 2]}])");
    EXPECT_EQ(table_text(list, {"a", "b", "c"}), "a    b  c\nx  1.5  -\n-    -  1 2\n");
    EXPECT_EQ(table_text(Json::array(), {"a"}), "a\n");
}

TEST(Lines, ShowWhatIsInObjects) {
    EXPECT_EQ(
        lines_text(Json::parse(R"({"a": 1, "lost": {"log_full": 0}, "fields": ["X", "Y"], "list": [{"a": 1}], "none": null})")),
        "a: 1\nlost.log_full: 0\nfields: X Y\nlist: 1\nnone: -\n");
}

TEST(Value, DoesNothingToATerminal) { EXPECT_EQ(value_text("a\x1b[2Jb\n"), "a?[2Jb?"); }

TEST(Scaled, HasThreeDigits) {
    EXPECT_EQ(scaled_text(0), "0");
    EXPECT_EQ(scaled_text(999.4), "999");
    EXPECT_EQ(scaled_text(999.6), "1.0 k");
    EXPECT_EQ(scaled_text(12'345'678), "12 M");
}

TEST(EventLines, AreWholeHoweverTheirPartsCome) {
    const std::string stream = "id: 1\nevent: interface\ndata: {\"time\":\"T1\",\"message\":\"eth0 is up\"}\n\n:\n\n"
                               "id: 2\nevent: loss\ndata: {\"time\":\"T2\",\"records\":3,\"lost_packets\":9}\n\nid: 3\n";
    EventLines whole(false), parts(false), json(true);
    std::string lines;
    for (const char octet : stream) lines += parts.add({octet});

    EXPECT_EQ(lines, "T1 interface message: eth0 is up\nT2 loss records: 3, lost_packets: 9\n");
    EXPECT_EQ(whole.add(stream), lines);
    EXPECT_THAT(json.add(stream), StartsWith("{\"time\":\"T1\",\"message\":\"eth0 is up\"}\n{"));
}

TopView view_of(const char* seconds, const char* frames) {
    TopView view;
    view.status = Json::parse(std::string(R"({"version": "1", "health": "ok", "mode": "native", "attached": 1, "missing": [],
        "collectors": {"all": 2, "reachable": 1}, "active_flows": 5, "exported": 10, "octets": 0, "lost": {"log_full": 3},
        "memory": {"resident": 1048576, "tables": 2097152}, "cpu": {"user_seconds": 1.5, "system_seconds": 0.5},
        "cost": {"ns_per_packet": 12.34, "packets": 9, "problem": ""}, "seconds": )") +
                              seconds + ", \"frames\": " + frames + "}");
    view.interfaces = Json::parse(std::string(R"({"interfaces": [{"name": "eth0", "index": 3, "direction": "in", "mode": "native",
        "attached": true, "octets": 0, "malformed": 1, "non_ip": 2, "frames": )") +
                                  frames + "}]}");
    view.flows = Json::parse(R"({"flows": [{"PROTOCOL": 17, "IN_PKTS": 3}]})");
    return view;
}

TEST(Top, ShowsRatesSinceTheStateBefore) {
    TopView view = view_of("12", "5000");
    const TopView before = view_of("10", "1000");
    view.before = before.status;
    view.interfaces_before = before.interfaces;

    const std::string text = top_text(view, 200, 100);

    EXPECT_THAT(text, StartsWith("xdpflow 1, up 12 s, ok: 1 attached, collectors 1 of 2 reachable\nframes/s 2.0 k,"));
    EXPECT_THAT(text, HasSubstr("lost: log_full 3\n"));
    EXPECT_THAT(text, HasSubstr("program 12.3 ns/packet"));
    EXPECT_THAT(text, testing::ContainsRegex("eth0 +in +native +2.0 k"));
    EXPECT_THAT(text, HasSubstr("\nPROTOCOL  IN_PKTS\n      17        3\n"));
}

TEST(Top, HasNoRatesAtFirst) { EXPECT_THAT(top_text(view_of("12", "5000"), 200, 100), HasSubstr("frames/s -, bit/s -")); }

TEST(Top, FitsTheTerminal) {
    const std::string text = top_text(view_of("12", "5000"), 20, 3);
    EXPECT_EQ(text, "xdpflow 1, up 12 s, \nframes/s -, bit/s -,\nCPU -, program 12.3 \n");
}

}  // namespace
}  // namespace probe
