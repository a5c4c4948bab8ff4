// SPDX-License-Identifier: Apache-2.0
// `xdpflow run`: cuts snapshots of the tables while traffic runs, and hands them on.
//
// Recipe of one snapshot: flip the generation (one store), wait until packets in flight have left (Grace), then read and clear
// the half that nobody writes any more. Every packet belongs to exactly one snapshot.
#pragma once

#include <chrono>
#include <cstdint>

#include "probe/load/grace.hpp"
#include "probe/load/kernel_program.hpp"
#include "probe/session/flows.hpp"

namespace probe {

class LiveSession {
 public:
    // All must outlive the session.
    LiveSession(KernelProgram& program, const Grace& grace, Flows& flows);

    // Reads all that is left in a program that no packet is in any more, for flows of its layouts.
    void empty(KernelProgram& program, Flows& flows);
    // The clock of a program that is about to meter in the place of the present one.
    void prepare(KernelProgram& next) const;
    // From now on snapshots are of this program, into these flows.
    void use(KernelProgram& program, Flows& flows);

    // One snapshot. Then exports what has timed out and decides whether the clock page pays.
    Result<> snapshot();
    // After all links are closed: both halves, then everything is exported.
    Result<> finish();

    [[nodiscard]] std::uint64_t swaps() const { return swaps_; }
    [[nodiscard]] std::uint64_t records() const { return records_; }

 private:
    Result<> cut();
    void choose_clock();

    KernelProgram* program_;
    const Grace& grace_;
    Flows* flows_;
    std::uint64_t swaps_ = 0, records_ = 0;
    bool clock_runs_ = false, clock_works_ = true;
    std::uint64_t frames_before_ = 0;
    std::chrono::steady_clock::time_point looked_;
};

}  // namespace probe
