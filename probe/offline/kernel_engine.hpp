// SPDX-License-Identifier: Apache-2.0
// The composed text in the kernel, run over frames by BPF_PROG_TEST_RUN: the very program that a live interface gets, but for
// where time, length and interface come from (XDP metadata). About 1.3 µs a frame.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "probe/compose/plan.hpp"
#include "probe/offline/engine.hpp"

namespace probe {

// `object`: of compose(plan, Source::capture) for Machine::bpf. Needs CAP_BPF, CAP_NET_ADMIN; the plan must outlive the engine.
// `idle`: as make_native_engine.
[[nodiscard]] Result<std::unique_ptr<Engine>> make_kernel_engine(const std::string& object, const Plan& plan,
                                                                 std::chrono::nanoseconds idle = {});

}  // namespace probe
