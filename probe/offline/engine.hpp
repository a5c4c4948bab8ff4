// SPDX-License-Identifier: Apache-2.0
// Runs the composed program over frames of a capture file: on this machine (NativeEngine) or in the kernel (KernelEngine).
#pragma once

#include <cstddef>

#include "bpf/result.hpp"
#include "probe/load/table_memory.hpp"
#include "probe/offline/frame.hpp"

namespace probe {

// Both engines see this many captured octets of a frame at the most: what the kernel's test run gives a program in one piece.
// No header that the parsers can reach lies beyond.
inline constexpr std::size_t kOctetsSeen = 3'328;

class Engine {
 public:
    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    virtual ~Engine() = default;

    // Meters one frame, seen at this point (exporter/points.hpp); false: it could not be run, see error().
    [[nodiscard]] virtual bool meter(const Frame& frame, std::uint16_t point) = 0;
    [[nodiscard]] virtual const Error& error() const = 0;
    [[nodiscard]] virtual ProgramMemory& memory() = 0;

    // Doubles the tables, which must have been drained. False: they stay as they are.
    virtual bool grow() { return false; }
};

}  // namespace probe
