// SPDX-License-Identifier: Apache-2.0
// Threads beside the worker.
#pragma once

#include <functional>
#include <thread>

namespace probe::api {

// The calling thread gives way to all others that want the CPU: the worker raises its own priority, which threads inherit.
void give_way_to_the_worker();

// A thread that does this, takes no signals (they are for the thread that waits for them) and runs `run`.
[[nodiscard]] std::thread start_thread(std::function<void()> run);

}  // namespace probe::api
