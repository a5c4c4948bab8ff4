// SPDX-License-Identifier: Apache-2.0
// `xdpflow run` at the receiving end of a veth pair, what it prints summed up, and frames for it from two CPUs at once.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "bpf/result.hpp"
#include "probe/unique_fd.hpp"
#include "tests/bench/generator.hpp"
#include "tests/bench/namespaces.hpp"

namespace bench {

// What was printed: of the generator's flows (UDP, or where flows do not say), and packets of others, which the kernel sends by itself
// (neighbour discovery).
struct Sums {
    std::uint64_t flows = 0, packets = 0, octets = 0, link_octets = 0, foreign = 0;
};

class LiveProbe {
 public:
    // Returns when it meters. The arguments are those behind `run`; the environment is added to: NAME=value.
    Result<> start(const VethPair& veth, const std::vector<std::string>& arguments,
                   const std::vector<std::string>& environment = {});
    void signal(int number) const;
    // The next line of standard error.
    Result<std::string> next_line();
    // Ends the program and returns what it printed.
    Result<Sums> finish();
    ~LiveProbe();

 private:
    pid_t process_ = -1;
    probe::UniqueFd words_;
    std::string unread_;
    std::thread reader_;
    Sums sums_;
};

// Frames in all, from two CPUs; these frames are of UDP.
Result<> send_on_all(const VethPair& veth, const Traffic& traffic, std::uint64_t frames);
// Likewise, without a pause, until it is over; asked now and then on two threads.
Result<> send_until(const VethPair& veth, const Traffic& traffic, const std::function<bool()>& is_over);

}  // namespace bench
