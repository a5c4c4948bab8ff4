// SPDX-License-Identifier: Apache-2.0
// `xdpflow run` in the receiving namespace of a veth pair, and what it said when it has ended.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/netns.hpp"
#include "tests/support/process.hpp"

namespace support {

using Json = nlohmann::json;

// The binary under test: that of this build, or what XDPFLOW_BINARY names.
[[nodiscard]] std::string xdpflow();

// Fields that nearly all live tests ask for: one program, so that a machine without clang needs one object.
inline constexpr const char* kLiveFields =
    "IP_PROTOCOL_VERSION IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT INPUT_SNMP SRC_VLAN DOT1Q_SRC_VLAN IN_PKTS "
    "IN_BYTES layer2OctetDeltaCount FLOW_START_MILLISECONDS FLOW_END_MILLISECONDS FLOW_END_REASON";

// The lines of a text without their ends, and flows among them.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);
[[nodiscard]] std::vector<Json> flows_of(const std::string& output);

struct Outcome {
    int code = 0;
    std::vector<Json> flows;
    Json stats;  // the last ones; null if none were written
    std::string errors;

    // The sum of a field over all flows, or over those that have this value in another field.
    [[nodiscard]] std::uint64_t sum(const std::string& field) const;
    [[nodiscard]] std::uint64_t sum(const std::string& field, const std::string& where, const Json& value) const;
    // The flows that have this value in this field.
    [[nodiscard]] std::vector<Json> with(const std::string& field, const Json& value) const;
};

struct ProbeSettings {
    std::vector<std::string> interfaces = {"vb0"};
    std::string fields = kLiveFields;
    std::vector<std::string> arguments{};  // further ones
    std::string stats{};                   // file; unless given: where stats() can read them
    const Network* network = nullptr;      // unless given: the receiver's
    bool prints = true;                    // false: flows go nowhere, for those that are too many to look at
};

class Probe {
 public:
    // Returns when traffic is metered; throws if that does not happen.
    explicit Probe(const VethPair& veth, const ProbeSettings& settings = {});

    // Asks with SIGUSR1; throws if there is no answer.
    [[nodiscard]] Json stats();
    // Waits until the probe has counted so many frames: with generic XDP the device counts before the program has seen them.
    void await_frames(std::uint64_t frames);
    // Ends it by a signal.
    [[nodiscard]] Outcome stop(int signal = 15);
    [[nodiscard]] Process& process() { return *process_; }

 private:
    [[nodiscard]] std::optional<std::string> read_line(milliseconds limit);

    probe::UniqueFd stats_in_, stats_out_;
    std::string unread_;
    std::unique_ptr<Process> process_;
};

// Frames from va0 by the project's generator, as fast as it goes: one process on each CPU that this test may use.
class Flood {
 public:
    // All in all so many frames; further arguments are those of xdpflow_generate.
    Flood(const VethPair& veth, std::uint64_t frames, const std::vector<std::string>& arguments);

    [[nodiscard]] bool is_over();
    // Waits for the end. Empty, or why there is no such flood.
    [[nodiscard]] std::string finish();

 private:
    std::list<Process> processes_;
    std::string complaint_;
};

// `xdpflow run -i vb0 …` that is expected to refuse: runs it to its end. Arguments of the command are words before it.
[[nodiscard]] Answer refused(const VethPair& veth, std::vector<std::string> arguments, Command command = {});

}  // namespace support
