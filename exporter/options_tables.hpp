// SPDX-License-Identifier: Apache-2.0
// Which options there are, and what they say: the process and its timeouts, sampling, interfaces, what was metered and exported, and
// what was lost, and why (RFC 7011 section 4, RFC 5477 section 8; RFC 3954 section 6.1).
//
//   table         scope                                            says
//   process       observation domain, metering process             timeouts; when it began
//   sampling      selector                                         algorithm, interval, space, probability of packets
//                                                                  or, where flows are sampled: algorithm, interval, space of flows
//   interfaces    name                                             index, description
//   metered       observation domain, metering process             messages, flows and octets exported; flows observed
//   ignored       observation domain, metering process             packets and octets that did not get into flows
//   not sent      exporting process                                flows, their packets and octets that did not reach this collector
//   losses        observation domain, cause (as selectorName)      packets ignored, flows not sent: the two above, by cause
//
// NetFlow v9 has four: system (sampling, timeouts), names and descriptions of interfaces, exported. The numbers are of one collector, counted from the start
// of the process, without the message that they are in.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "config/collector.hpp"
#include "exporter/options.hpp"
#include "exporter/sampling_method.hpp"
#include "exporter/transport.hpp"

namespace exporter {

struct OptionsSettings {
    std::chrono::milliseconds interval{0};   // between two reports; zero: no options
    std::uint32_t process = 0;               // id of metering and exporting process: that of the operating system
    std::uint64_t started_ms = 0;            // since 1970
    std::uint32_t active_s = 0, idle_s = 0;  // timeouts, rounded up; 0: none
    SamplingMethod sampling = SamplingMethod::none;
    std::uint32_t sampling_interval = 1;  // one of so many packets or flows is metered
};

struct InterfaceName {
    std::uint32_t index = 0;    // ifIndex, as in flows
    std::string name;           // "eth0"
    std::string description{};  // in the administrator's words; empty: the name says it
    friend bool operator==(const InterfaceName&, const InterfaceName&) = default;
};

struct IgnoredPackets {
    std::string cause;
    std::uint64_t packets = 0;
    std::uint64_t octets = 0;  // where they are known
};

// What only the metering process knows. Counters since its start.
struct MeterReport {
    std::uint64_t observed_flows = 0;
    std::vector<IgnoredPackets> ignored{};  // by cause, all causes each time
};

// Whoever meters is asked for these on the thread of Exporter::tick().
struct OptionsSource {
    std::function<MeterReport()> report;
    std::function<std::vector<InterfaceName>()> interfaces;  // asked once a second
};

struct OptionsReport {
    MeterReport meter;
    std::vector<InterfaceName> interfaces;
};

// Empty where the protocol has no options.
[[nodiscard]] std::vector<OptionsTable> options_tables(config::Protocol protocol, SamplingMethod sampling = SamplingMethod::none);

enum class OptionsPart : std::uint8_t { all, interfaces };

// The rows of these tables, for the collector of these counters.
[[nodiscard]] std::vector<OptionsData> options_data(config::Protocol protocol, OptionsPart part, const OptionsSettings& settings,
                                                    std::uint32_t domain, const OptionsReport& report,
                                                    const CollectorCounters& counters);

}  // namespace exporter
