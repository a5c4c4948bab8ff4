// SPDX-License-Identifier: Apache-2.0
// What the TC program for some fields makes of packets as the kernel holds them: composed, compiled, loaded and run by
// BPF_PROG_TEST_RUN, drained and merged by the code that the commands use.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/metered.hpp"

namespace support {

// A frame in the kernel's own form, with what segmentation offload says of it.
struct Skb {
    Octets octets;
    std::uint32_t gso_size = 0;  // octets of payload in each segment; 0: one packet
    std::uint32_t gso_segs = 0;  // packets; 0: nobody has counted them yet
    std::uint32_t wire_len = 0;  // octets of all segments, as the kernel works them out where packets leave; 0: as in memory
};

struct TcSetup {
    std::vector<std::string> droppers{};
    std::string before{};           // statements of C that come before the program, with `ctx`
    std::uint32_t tunnels = 0;      // levels that are looked into
    std::uint32_t state_bits = 10;  // of sets of states
    bool fragments = false;         // later ones get the ports of their datagram
};

class TcMeter {
 public:
    explicit TcMeter(const std::string& fields, const TcSetup& setup = {});
    TcMeter(const TcMeter&) = delete;
    TcMeter& operator=(const TcMeter&) = delete;
    ~TcMeter();

    // Starts from empty tables.
    [[nodiscard]] Metering run(const std::vector<Skb>& packets);
    // What the program returned for the last packet.
    [[nodiscard]] int action() const { return action_; }
    [[nodiscard]] std::uint64_t lost_states() const;

 private:
    void run_one(const Skb& packet);

    struct Parts;
    std::unique_ptr<Parts> parts_;
    int action_ = 0;
};

// The values of the fields (names between blanks) in the only flow that these packets make: "3 3020".
[[nodiscard]] std::string metered_in_tc(const std::string& fields, const std::vector<Skb>& packets, const TcSetup& setup = {});

}  // namespace support
