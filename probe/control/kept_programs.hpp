// SPDX-License-Identifier: Apache-2.0
// Programs of earlier configurations that stay loaded, with their tables, so that a probe that goes back to one neither compiles nor
// loads. They take kernel memory: the oldest leave where there is no room for all.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "probe/control/metering.hpp"
#include "probe/load/kernel_program.hpp"

namespace probe {

// A program and what its layouts belong to.
struct Kept {
    std::shared_ptr<Metering> made_for;
    std::unique_ptr<KernelProgram> program;  // gone first
};

class KeptPrograms {
 public:
    // The one that this configuration needs, which is kept no more; none: without a program.
    [[nodiscard]] Kept take(const Metering& wanted);

    // Keeps one that is as just loaded. Returns those that there is no room for, maybe itself; to free their memory takes time.
    [[nodiscard]] std::vector<Kept> keep(Kept one, std::uint64_t most_octets);

    [[nodiscard]] std::uint64_t octets() const;

 private:
    std::list<Kept> kept_;  // the youngest first
};

}  // namespace probe
