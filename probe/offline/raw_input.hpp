// SPDX-License-Identifier: Apache-2.0
// The octets as they are stored, before any unpacking: from a file descriptor or from memory.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "bpf/result.hpp"

namespace probe {

// Owns its descriptor, except standard input's.
class RawInput {
 public:
    // "-" is standard input. The message of a failure starts with the name.
    static Result<std::unique_ptr<RawInput>> open(const std::string& path);
    // The octets stay the caller's; `stride` as in ByteSource::from_memory.
    RawInput(std::span<const std::byte> octets, std::size_t stride);

    RawInput(const RawInput&) = delete;
    RawInput& operator=(const RawInput&) = delete;
    ~RawInput();

    // Waits for at least one octet and fills `room` as far as there are some; 0 at the end. Fails with the reason alone.
    Result<std::size_t> read(std::span<std::byte> room);
    // The path, "standard input" or "memory": what messages start with.
    [[nodiscard]] const std::string& name() const { return name_; }

 private:
    RawInput(std::string name, int descriptor) : name_(std::move(name)), descriptor_(descriptor) {}

    std::string name_;
    int descriptor_ = -1;                // -1: memory_ it is
    std::span<const std::byte> memory_;  // not read yet
    std::size_t stride_ = 0;
};

}  // namespace probe
