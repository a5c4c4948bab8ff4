// SPDX-License-Identifier: Apache-2.0
// Any file at all: reading it neither crashes nor runs out of bounds, comes to an end, and makes the same of octets
// that come all at once as of octets that come piece by piece.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "probe/offline/capture_reader.hpp"

namespace {

constexpr std::uint64_t kPrime = 1099511628211;

struct Outcome {
    std::uint64_t frames = 0;
    std::uint64_t unsupported = 0;
    std::uint64_t hash = 14695981039346656037U;
    std::string error;

    void add(std::uint64_t number) { hash = (hash ^ number) * kPrime; }
};

Outcome read_all(std::span<const std::byte> input, std::size_t stride) {
    Outcome outcome;
    auto reader = probe::CaptureReader::from_memory(input, stride);
    if (!reader) {
        outcome.error = reader.error().text();
        return outcome;
    }
    probe::Frame frame;
    auto next = probe::CaptureReader::Next::end;
    while ((next = reader->next(frame)) == probe::CaptureReader::Next::frame) {
        ++outcome.frames;
        outcome.add(frame.time_ns);
        outcome.add(frame.wire_octets);
        outcome.add(frame.interface);
        for (const std::byte octet : frame.octets) outcome.add(std::to_integer<std::uint64_t>(octet));
    }
    outcome.unsupported = reader->unsupported();
    if (next == probe::CaptureReader::Next::failed) outcome.error = reader->error().text();
    if (reader->next(frame) != next) std::abort();
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = std::as_bytes(std::span(data, size));
    const Outcome at_once = read_all(input, 0);
    const Outcome piecemeal = read_all(input, 1 + size % 61);
    if (at_once.frames != piecemeal.frames || at_once.unsupported != piecemeal.unsupported || at_once.hash != piecemeal.hash ||
        at_once.error != piecemeal.error) {
        std::abort();
    }
    return 0;
}
