// SPDX-License-Identifier: Apache-2.0
// What the program for some fields makes of some frames: composed, compiled and run in both engines, drained and merged by the
// code that the commands use. Both engines must agree; that is asserted here, once for all tests.
#pragma once

#include <sched.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/shared.hpp"
#include "tests/support/packets.hpp"

namespace bpf {
class Catalogue;
}

namespace exporter {
class Points;
struct Sources;
struct CollectorReport;
}  // namespace exporter

namespace probe {
struct Plan;
struct ProgramMemory;
}  // namespace probe

namespace support {

// What a capture file knows of a frame.
struct Facts {
    std::uint64_t time_ns = 0;
    std::uint32_t interface = 0;
    std::optional<std::uint32_t> wire_octets{};  // unless given: as captured
    bool after_snapshot = false;                 // the tables are drained before it
};

struct Captured {
    Captured(const Packet& packet, Facts its_facts = {}) : octets(packet.octets()), facts(its_facts) {}
    Captured(Octets its_octets, Facts its_facts = {}) : octets(std::move(its_octets)), facts(its_facts) {}

    Octets octets;
    Facts facts;
};

struct Metering {
    std::vector<std::string> flows;    // JSON objects, keys and flows sorted: {"IN_PKTS":1,"PROTOCOL":6}
    bpf::shared::counters counters{};  // of these frames alone
    std::uint64_t fragments_without_first = 0;

    // The values of one field in all flows, sorted, with blanks between them: "1 2".
    [[nodiscard]] std::string values(const std::string& field) const;
};

struct MeterSetup {
    std::vector<std::string> droppers{};
    bool kernel = true;                // also run the kernel engine, if this process may
    bool keep_objects = true;          // in the folder that all tests of a run share; false for programs that are wanted once
    std::uint8_t sampling_method = 0;  // of probe::Sampling; one of so many:
    std::uint32_t sampling_interval = 1;
    const bpf::Catalogue* catalogue = nullptr;                           // unless given: the built-in fields
    const std::vector<exporter::CollectorReport>* collectors = nullptr;  // what is sent to them is left out
    std::uint32_t tunnels = 0;                                           // levels that are looked into
    std::chrono::nanoseconds idle{0};                                    // after which the state of a flow is over; zero: never
    exporter::Sources* sources = nullptr;                                // of computed fields; unless given: none
    bool fragments = false;                                              // later ones get the ports of their datagram
};

// The program for one set of fields, loaded into the engines. One at a time in a process: see NativeEngine.
class Meter {
 public:
    explicit Meter(const std::string& fields, const MeterSetup& setup = {});
    Meter(const Meter&) = delete;
    Meter& operator=(const Meter&) = delete;
    ~Meter();

    // Starts from empty tables.
    [[nodiscard]] Metering run(const std::vector<Captured>& frames);

 private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

// The values of `field` in the flows that a program for it alone, or for `fields`, makes of the frames: "1 2".
[[nodiscard]] std::string metered(const std::string& field, const std::vector<Captured>& frames, const std::string& fields = "",
                                  const MeterSetup& setup = {});

// Likewise with these sources.
[[nodiscard]] std::string metered_with(exporter::Sources& sources, const std::string& field, const std::vector<Captured>& frames,
                                       const std::string& fields = "");

// What becomes of a packet of which only the first N octets were captured, for every N: "0: malformed, 34: 0, 54: 18" says that
// it is malformed if cut before 34 octets, a flow with value 0 if cut before 54 and one with value 18 from there on.
[[nodiscard]] std::string by_captured_octets(const std::string& field, const Packet& packet, const MeterSetup& setup = {});

// Where objects are kept, so that every program is compiled once for all tests of a build, which run one process a test.
[[nodiscard]] std::vector<std::filesystem::path> object_folders(bool keep);

// A flow that several CPUs meter is joined by time, and not every set of fields holds one: so the packets stay on one CPU.
class OneCpu {
 public:
    OneCpu();
    OneCpu(const OneCpu&) = delete;
    OneCpu& operator=(const OneCpu&) = delete;
    ~OneCpu();

 private:
    cpu_set_t before_{};
};

// Starts from empty tables, lets a program fill them by calling `run_all`, and empties them; `run_all` may do that in between.
using Snapshot = std::function<void()>;
[[nodiscard]] Metering run_and_drain(probe::ProgramMemory& memory, const probe::Plan& plan,
                                     const std::function<void(exporter::Points&, const Snapshot&)>& run_all,
                                     exporter::Sources* sources = nullptr);

// The built-in fields.
[[nodiscard]] const bpf::Catalogue& built_in();

}  // namespace support
