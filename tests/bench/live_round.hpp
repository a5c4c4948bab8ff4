// SPDX-License-Identifier: Apache-2.0
// One round of frames through a veth pair into a program. Sender and receiver work on one CPU, in one thread: its CPU time is the
// cost of both.
#pragma once

#include <cstdint>

#include "bpf/result.hpp"
#include "probe/compose/source_text.hpp"
#include "probe/unique_fd.hpp"
#include "tests/bench/generator.hpp"
#include "tests/bench/namespaces.hpp"

namespace bench {

// A program at the receiving end, for as long as this lives: native XDP, or TC where packets enter (TCX, Linux 6.6).
class Attached {
 public:
    Attached(const VethPair& veth, int program, probe::Hook hook = probe::Hook::xdp);
    [[nodiscard]] bool is_attached() const { return link_.is_open(); }

 private:
    probe::UniqueFd link_;
};

// ns per frame of frames sent to what is attached; says so if the receiver did not get every frame.
Result<double> ns_per_frame(const VethPair& veth, Generator& generator, std::uint64_t frames);
// The same, with this program attached meanwhile.
Result<double> ns_per_frame(const VethPair& veth, Generator& generator, std::uint64_t frames, int program,
                            probe::Hook hook = probe::Hook::xdp);

}  // namespace bench
