// SPDX-License-Identifier: Apache-2.0
// C text for the kernel that makes every frame one of some flows, for programs that send frames and for those that are
// measured. It stores addresses and ports in words as wide as the parsers load them: a narrower store behind a wider load
// stalls the CPU and spoils every figure.
#pragma once

#include <cstdint>
#include <string>

#include "probe/compose/source_text.hpp"
#include "tests/bench/frames.hpp"

namespace bench {

enum class Order : std::uint8_t { random, round_robin };

struct Variation {
    Family family = Family::ipv4;
    std::uint64_t flows = 25'000;  // 0: every frame is the first of a new flow; 1: the frames stay as they are
    Order order = Order::random;
    Protocol protocol = Protocol::tcp;  // of the frames that programs are measured with
};

// `static bool vary(context *ctx)`, false for frames too short to hold the addresses, and its state in .data:
// `struct { __u64 random, next, frames; } variation`. The types __u8 to __u64, bool and context must have been declared.
[[nodiscard]] std::string variation_text(const Variation& variation);

// The state as user space sees it.
struct VariationState {
    std::uint64_t random, next, frames;
};

// Declarations for programs that stand alone: types, SEC, context (xdp_md or __sk_buff), the verdicts.
[[nodiscard]] std::string declarations_text(probe::Hook hook = probe::Hook::xdp);

}  // namespace bench
