// SPDX-License-Identifier: Apache-2.0
// The composed text as a shared object in this process: for capture files, without privileges, for sanitizers and fuzzers.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "probe/compose/plan.hpp"
#include "probe/offline/engine.hpp"

namespace probe {

// `object`: what Compiler::compile(compose(plan, Source::capture), Machine::native) gave. The plan must outlive the engine.
// `idle`: without packets for so long, a flow is over, and what its state says of it; zero: never.
// One engine of one object at a time: the object's tables are its globals.
[[nodiscard]] Result<std::unique_ptr<Engine>> make_native_engine(const std::string& object, const Plan& plan,
                                                                 std::chrono::nanoseconds idle = {});

}  // namespace probe
