// SPDX-License-Identifier: Apache-2.0
// Messages as hexadecimal digits, and a collector that keeps what it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "probe/collect/collector.hpp"
#include "probe/collect/record_printer.hpp"
#include "tests/unit/exporter/captured_output.hpp"

namespace probe::collect::testing {

using Octets = std::vector<std::byte>;

// "000a 0010": spaces mean nothing.
inline Octets hex(std::string_view digits) {
    Octets octets;
    int high = -1;
    for (const char c : digits) {
        if (c == ' ' || c == '\n') continue;
        const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
        if (high >= 0) octets.push_back(static_cast<std::byte>(high << 4 | digit));
        high = high >= 0 ? -1 : digit;
    }
    return octets;
}

// A message with these sets: version 10, its right length, an export time, the sequence number, domain 7.
inline Octets message(std::uint32_t sequence, std::string_view sets, std::uint32_t domain = 7) {
    Octets octets = hex("000a 0000 5c000000 00000000 00000000");
    const Octets body = hex(sets);
    octets.insert(octets.end(), body.begin(), body.end());
    octets[2] = static_cast<std::byte>(octets.size() >> 8);
    octets[3] = static_cast<std::byte>(octets.size() & 0xff);
    for (std::size_t i = 0; i < 4; ++i) {
        octets[8 + i] = static_cast<std::byte>(sequence >> (24 - 8 * i) & 0xff);
        octets[12 + i] = static_cast<std::byte>(domain >> (24 - 8 * i) & 0xff);
    }
    return octets;
}

// Template 256: sourceIPv4Address (8) in 4 octets, packetDeltaCount (2) in 2.
inline constexpr std::string_view kTemplate = "0002 0010  0100 0002  0008 0004  0002 0002";
// One record of it: 192.0.2.1, 3 packets.
inline constexpr std::string_view kRecord = "0100 000a  c0000201 0003";
inline constexpr std::string_view kRecordAsJson = "{\"sourceIPv4Address\":\"192.0.2.1\",\"packetDeltaCount\":3}\n";

template <class Printer = JsonRecords>
class Collecting {
 public:
    explicit Collecting(std::uint64_t most_flows = 0) : collector(printer_, problems_, most_flows) {}

    void operator()(const Octets& octets, const std::string& session = "udp://192.0.2.9:1") {
        collector.on_message(session, octets);
    }

    [[nodiscard]] std::string text() { return captured_.text(); }
    [[nodiscard]] CollectorCounters counters() const { return collector.counters(); }

    std::vector<std::string> lines;  // about problems

 private:
    exporter::testing::CapturedOutput captured_;
    Printer printer_{captured_.output()};
    Problems problems_{[this](const std::string& line) { lines.push_back(line); }};

 public:
    Collector collector;
};

}  // namespace probe::collect::testing
