// SPDX-License-Identifier: Apache-2.0
// What became of every frame: the numbers of --stats and of the last line.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "bpf/shared.hpp"
#include "exporter/transport.hpp"
#include "probe/compose/plan.hpp"
#include "probe/control/reconfigure.hpp"
#include "probe/session/flows.hpp"

namespace probe {

// One interface, or one run over capture files.
struct PortStatistics {
    std::string name;
    std::uint32_t index = 0;  // ifIndex
    std::string mode;         // "native", "generic", "tc"; of captures the engine: "native", "kernel"
    bpf::shared::counters counters{};
    bool attached = true;          // at present; true of captures
    std::string direction = "in";  // or "out": which packets of the interface
};

// How well interfaces could be kept attached.
struct AttachingStatistics {
    std::uint64_t attached = 0;          // interfaces, at present
    std::uint64_t failures = 0;          // attempts that failed, while starting or later
    std::vector<std::string> missing{};  // names that were asked for and that no interface has at present
};

// What programs have counted that were replaced while the probe ran.
struct EarlierPrograms {
    std::uint64_t lost = 0;                            // packets, of programs without IN_PKTS records
    std::uint64_t lost_packets = 0, lost_records = 0;  // likewise, as the programs have counted them
    std::uint64_t packets = 0;                         // in records of programs without IN_PKTS
    std::uint64_t lost_states = 0, fragments_without_first = 0, uncounted = 0;
    std::map<std::string, std::uint64_t> dropped{};  // frames, by the names of droppers that are not in the chain any more
};

struct Statistics {
    std::vector<PortStatistics> ports;
    std::optional<AttachingStatistics> attaching;  // of captures: none
    bpf::shared::counters total{};
    std::uint64_t unsupported = 0;                         // frames of captures whose link type is not Ethernet
    std::uint64_t uncounted = 0;                           // see bpf/shared.h; a loss
    std::optional<std::uint64_t> lost_states;              // see probe/load/table_memory.hpp; of programs without memory: none
    std::optional<std::uint64_t> fragments_without_first;  // likewise; unless fragments get ports: none
    std::uint64_t swaps = 0;                               // snapshots cut
    std::uint64_t records = 0;                             // drained in them
    std::uint64_t active_flows = 0;
    std::uint64_t table_octets = 0;               // of memory that the tables take; 0: not told
    std::uint64_t kept_octets = 0;                // of programs that stay loaded without running
    std::uint64_t most_flow_octets = 0;           // that the flow cache may take
    std::optional<std::uint64_t> failed_lookups;  // in data bases that are broken; where there are none: not told
    FlowSums exported;
    std::vector<exporter::CollectorReport> collectors;
    bool has_packets = false;  // IN_PKTS is held, so exported.packets and lost_packets mean something
    std::string mode;
    std::chrono::nanoseconds duration{};
    EarlierPrograms earlier{};                                // `total` has what they counted, too
    std::optional<ReconfigurationCounters> reconfigurations;  // of captures: none

    // Packets, or records where IN_PKTS is not held, for which there was no room.
    [[nodiscard]] std::uint64_t lost() const {
        return earlier.lost +
               (has_packets ? total.lost_packets - earlier.lost_packets : total.lost_records - earlier.lost_records);
    }
};

// The object of --stats, one line: frames, octets (IP octets), non_ip, malformed, unsupported, filtered, not_sampled, lost {by cause},
// flows, packets, exported, … in total and by interface. Where IN_PKTS is not a field, `packets` are those the program put
// into records, and losses are counted in records.
[[nodiscard]] std::string to_json(const Statistics& statistics, const Plan& plan);
// The same, by the names of the droppers in their chain, and whether both directions of flows are joined.
[[nodiscard]] std::string to_json(const Statistics& statistics, const std::vector<std::string>& droppers, bool bidirectional);

// Writes the object to a file, whole or not at all.
[[nodiscard]] Result<> write_statistics(const std::string& path, const std::string& object);

// "1,234 frames in 1.2 s (1.0 k/s), 56 flows, lost 0", for people.
[[nodiscard]] std::string summary(const Statistics& statistics);

}  // namespace probe
