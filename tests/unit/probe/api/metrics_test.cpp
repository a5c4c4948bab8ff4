// SPDX-License-Identifier: Apache-2.0
// The whole text is read by another program's parser in tests/api.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "probe/api/metrics.hpp"

namespace probe::api {
namespace {

using testing::HasSubstr;
using testing::Not;

Observation of_one_interface() {
    Observation seen;
    PortStatistics port{"eth0", 3, "native", {}, true, "in"};
    port.counters.frames = 100;
    port.counters.malformed = 2;
    port.counters.dropped[1] = 9;
    seen.statistics.ports = {port};
    seen.statistics.total.lost_packets = 5;
    seen.statistics.total.lost_records = 3;
    seen.statistics.has_packets = true;
    seen.droppers = {"all", "udp"};
    seen.statistics.collectors.resize(1);
    seen.statistics.collectors[0].collector.host = "192.0.2.9";
    seen.statistics.collectors[0].counters.lost_no_buffer.records = 4;
    seen.cpu_user = std::chrono::milliseconds(1500);
    return seen;
}

TEST(Metrics, TellCountersByInterfaceAndCollector) {
    const std::string text = metrics_text(of_one_interface());

    for (const char* line :
         {"\nxdpflow_frames_total{interface=\"eth0\",index=\"3\",direction=\"in\"} 100\n",
          "\nxdpflow_frames_without_flow_total{interface=\"eth0\",index=\"3\",direction=\"in\",cause=\"malformed\"} 2\n",
          "\nxdpflow_dropped_frames_total{interface=\"eth0\",index=\"3\",direction=\"in\",dropper=\"udp\"} 9\n",
          "\nxdpflow_lost_packets_total{cause=\"log_full\"} 5\n", "\nxdpflow_lost_records_total 3\n",
          "\nxdpflow_collector_lost_flows_total{collector=\"udp://192.0.2.9:4739\",number=\"0\",cause=\"no_buffer\"} 4\n",
          "\nxdpflow_cpu_seconds_total{mode=\"user\"} 1.5\n", "\n# TYPE xdpflow_frames counter\n"})
        EXPECT_THAT(text, HasSubstr(line));
    EXPECT_THAT(text, testing::EndsWith("\n# EOF\n"));
}

TEST(Metrics, CountRecordsWherePacketsAreNotHeld) {
    Observation seen = of_one_interface();
    seen.statistics.has_packets = false;
    EXPECT_THAT(metrics_text(seen), HasSubstr("xdpflow_lost_packets_total{cause=\"log_full\"} 3\n"));
}

TEST(Metrics, TellTheCostOnlyIfItWasMeasured) {
    Observation seen = of_one_interface();
    const char* name = "xdpflow_program_nanoseconds_per_packet";
    EXPECT_THAT(metrics_text(seen), Not(HasSubstr(name)));
    seen.cost = Cost{{{"eth0", "in", 4, 50}, {"eth1", "in", 0, 0}}, ""};
    EXPECT_THAT(metrics_text(seen),
                HasSubstr("\nxdpflow_program_nanoseconds_per_packet{interface=\"eth0\",direction=\"in\"} 12.5\n"));
    EXPECT_THAT(metrics_text(seen), Not(HasSubstr("eth1")));
    seen.cost->problem = "not allowed";
    EXPECT_THAT(metrics_text(seen), Not(HasSubstr(name)));
}

TEST(Metrics, KeepNamesWithinTheirQuotes) {
    Observation seen = of_one_interface();
    seen.statistics.ports[0].name = "a\"b\\c\nd\xff";
    EXPECT_THAT(metrics_text(seen), HasSubstr("{interface=\"a\\\"b\\\\c?d?\","));
}

TEST(Metrics, HaveNoSeriesTwice) {
    Observation seen = of_one_interface();
    seen.statistics.ports.push_back(seen.statistics.ports[0]);
    seen.statistics.ports[1].index = 9;  // went and came again
    seen.statistics.collectors.push_back(seen.statistics.collectors[0]);
    std::istringstream lines(metrics_text(seen));
    std::set<std::string> series;
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("#")) {
            EXPECT_TRUE(series.insert(line.substr(0, line.rfind(' '))).second) << line;
        }
}

}  // namespace
}  // namespace probe::api
