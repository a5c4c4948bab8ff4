// SPDX-License-Identifier: Apache-2.0
// Another configuration for a probe that runs: the one way for whoever wants it (SIGHUP, the HTTP API, a policy). Everything that can
// fail fails before anything is replaced, and then the probe goes on as it was.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bpf/result.hpp"
#include "config/settings.hpp"

namespace probe {

// What became of one request that was carried out.
struct Outcome {
    std::vector<std::string> changed;  // names of the settings that are others now (config::Setting::name); may be none
    bool program = false;              // a new program meters, with new flow tables
    bool carried = false;              // flows in progress went on; else they were exported at the change, if they had to end

    // From the request to the moment when the kernel had confirmed the new program at every interface; of that, reading what the
    // settings name and finding out what differs, making the object (compiler or cache), loading it with its tables, and replacing the
    // programs. Then waiting for packets in flight in the old program, which is not part of the first. Zero where there was no such step.
    std::chrono::nanoseconds until_swap{0}, planning{0}, compiling{0}, loading{0}, swapping{0}, waiting{0};
    // From the request to the first packet that the new program was seen to have counted. The kernel puts a program in place and then
    // waits for a grace period of its own before it confirms it, so this is earlier; none: no packet came in between.
    std::optional<std::chrono::nanoseconds> until_packet{};
    std::chrono::nanoseconds all{0};  // from the request until old flows had left
};

// What has become of all requests so far.
struct ReconfigurationCounters {
    std::uint64_t done = 0, failed = 0;
    std::uint64_t refined =
        0;  // times that an interface got a better compiled copy of the program that a change had compiled quickly
    std::string last_error;  // of the last one that failed; empty: none did
    Outcome last;            // of the last one that was done
};

class Reconfigurable {
 public:
    // Called once, on the thread of the probe: what was done, or why all stays as it was.
    using Done = std::function<void(const Result<Outcome>&)>;

    virtual ~Reconfigurable() = default;

    // What to make of the settings that hold when the turn of the request comes; an error refuses it. They are the user's: what policies
    // have laid over them is neither in them nor asked for. Called on a thread of its
    // own, so it may read files.
    using Edit = std::function<Result<config::Settings>(const config::Settings& present)>;

    // Asks for other settings. Returns at once; requests are carried out one after the other, in their order. From any thread; `done` may
    // be empty. A probe that ends first answers with an error.
    virtual void reconfigure(Edit edit, Done done) = 0;
    // These in place of all present ones.
    void reconfigure(config::Settings wanted, Done done) {
        reconfigure([wanted = std::move(wanted)](const config::Settings&) -> Result<config::Settings> { return wanted; },
                    std::move(done));
    }

    // The settings that hold, without what policies have laid over them; from the thread of the probe.
    [[nodiscard]] virtual const config::Settings& settings() const = 0;
};

}  // namespace probe
