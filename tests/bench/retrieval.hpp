// SPDX-License-Identifier: Apache-2.0
// Retrieves flows while another CPU meters, as `xdpflow run` does: the other generation, the grace period, reading out and clearing into
// the flow cache.
#pragma once

#include <chrono>
#include <cstdint>
#include <thread>

#include "probe/load/grace.hpp"
#include "probe/session/flows.hpp"
#include "probe/unique_fd.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

struct Retrieved {
    unsigned count = 0;
    double ms_between = 0;  // mean, from begin to begin; 0 if there were less than two
    Result<> result;
};

enum class Work { nothing, swap, everything };  // swap: the grace period behind it, too, but nothing is read

// What is retrieved from where. All must outlive the retrieval.
struct Source {
    FlowProgram& program;
    const probe::Grace& grace;
    probe::Flows& flows;
};

// Works on a thread on another CPU than the one it was made on, if there is one; first half an interval after it was made, last before end().
//
// In any case the logs of evicted records are emptied, unread, ten times a second: `xdpflow run` retrieves early if one gets full, but here
// the interval is the question, and a full log makes packets cheaper.
class Retrieval {
 public:
    Retrieval(const Source& source, Work work, double interval_ms);
    Retrieval(const Retrieval&) = delete;
    Retrieval& operator=(const Retrieval&) = delete;
    ~Retrieval() { (void)end(); }

    Retrieved end();

 private:
    void run();
    Result<> retrieve();

    const Source& source_;
    const Work work_;
    probe::UniqueFd timer_, logs_, end_;
    Retrieved retrieved_;
    std::thread thread_;
};

}  // namespace bench
