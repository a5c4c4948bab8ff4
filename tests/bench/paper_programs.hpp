// SPDX-License-Identifier: Apache-2.0
// Points of a figure that are flow programs, in XDP and TC: each round loads a program anew, because where the kernel puts it decides
// a nanosecond, and measures it with live frames and in test runs.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/figure.hpp"
#include "tests/bench/live_round.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

struct ProgramPoint {
    std::string series;
    double x = 0;
    ProgramRequest request;  // hook, fields, tables; variation and droppers are this file's
};

// Sends 60-octet frames of TCP SYN, of kPaperFlows flows in random order.
[[nodiscard]] Result<std::unique_ptr<Generator>> make_paper_generator(const VethPair& veth);

class MeasuredPrograms {
 public:
    static Result<MeasuredPrograms> make(bool quick);

    // One round: adds to the panel "XDP" or "TC" (Mpps live, of a CPU that sends and receives; the fastest of three
    // segments), and what else is wanted: to the same with ", test run" (ns a packet) and to the same behind "memory, " (MiB that the kernel accounts to the program's maps).
    struct Wanted {
        bool test_run = false, memory = false;
    };
    Result<> visit(const ProgramPoint& point, Wanted wanted, Figure& figure);
    // Likewise a program that drops frames at once, as the series "bare drop"; at this x.
    Result<> visit_drop(probe::Hook hook, double x, Figure& figure);

 private:
    MeasuredPrograms(VethPair veth, std::unique_ptr<Generator> generator, bool quick)
        : veth_(std::move(veth)),
          generator_(std::move(generator)),
          quick_(quick) {}
    Result<> measure_live(const TestRun& program, probe::Hook hook, const Point& point, Figure& figure);
    Result<> measure_run(TestRun& program, probe::Hook hook, const Point& point, Figure& figure);

    VethPair veth_;
    std::unique_ptr<Generator> generator_;
    bool quick_;
};

[[nodiscard]] const char* name_of(probe::Hook hook);
inline constexpr std::array kHooks = {probe::Hook::xdp, probe::Hook::tc};

}  // namespace bench
