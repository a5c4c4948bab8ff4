// SPDX-License-Identifier: Apache-2.0
// Sends frames into a veth at full speed: an XDP program, run by BPF_PROG_TEST_RUN on live frames, makes each one a frame of
// some flow and redirects it into the interface, so that it arrives at the interface's peer. Frames are counted exactly.
//
// - Privileges: root, or CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON. Kernel 5.18 or newer.
// - Namespace: make() and send() look the interface up in the network namespace of the calling thread: call them in that of
//   the sending end. The peer may be in another one (InNamespace in tests/bench/namespaces.hpp).
// - The peer must have a native XDP program attached or GRO on (`ethtool -K PEER gro on`), else the kernel drops every frame.
// - Frames arrive on the CPU that sends. What was sent is judged by the receiver: xdp_packets of `ethtool -S PEER`. A batch
//   that is larger than the receiver's ring (256) loses frames there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "tests/bench/frames.hpp"
#include "tests/bench/variation.hpp"

struct bpf_object;

namespace bench {

struct Traffic {
    std::string interface;                          // the sending end
    std::vector<Family> families = {Family::ipv4};  // several take turns, a piece of `turn` frames each
    std::uint64_t flows = 25'000;                   // per family; 0: every frame opens a new flow
    Order order = Order::random;
    Protocol protocol = Protocol::udp;
    std::uint32_t octets = 60;  // of a frame, without the frame check sequence: 60 to 1514; raised to what headers need
    std::uint32_t batch = 64;   // frames handed over at once, 1 to 256
    std::uint32_t turn = 4096;
    std::uint64_t rate = 0;         // frames per second; 0: as fast as it goes
    std::uint8_t tcp_flags = 0x18;  // PSH and ACK
};

struct Sent {
    std::uint64_t frames_asked = 0;
    std::uint64_t frames_sent = 0;  // redirected by the program
    std::uint64_t octets = 0;       // of the frames sent
    double seconds = 0;             // by the clock on the wall
    double cpu_seconds = 0;         // of the calling thread; the receiver's work on these frames is in it
};

class Generator {
 public:
    static Result<std::unique_ptr<Generator>> make(const Traffic& traffic);
    Generator(const Generator&) = delete;
    Generator& operator=(const Generator&) = delete;
    ~Generator();

    // Sends this many frames and returns. Round-robin orders and new flows go on where the last call ended. An interrupt by a
    // signal ends it early, with fewer frames sent than asked for.
    [[nodiscard]] Result<Sent> send(std::uint64_t frames);

 private:
    struct Source;
    explicit Generator(Traffic traffic);
    Result<> add_source(Family family, std::uint32_t interface);
    Result<bool> send_turn(Source& source, std::uint32_t frames);

    Traffic traffic_;
    std::vector<Source> sources_;
    std::size_t next_source_ = 0;
};

}  // namespace bench
