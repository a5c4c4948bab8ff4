// SPDX-License-Identifier: Apache-2.0
// Octets of a file, of standard input or of memory, unpacked if they are gzip: what both capture formats read from.
// A window on the input moves forward; records are used in place, so that a packet costs neither a copy nor a call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "bpf/result.hpp"

namespace probe {

// Move-only; one that was moved from may only be assigned to or destroyed. Not for several threads at once.
class ByteSource {
 public:
    // The longest piece has() may be asked for.
    static constexpr std::size_t kMaxPiece = std::size_t{1} << 20;

    // "-" is standard input. Fails if there is nothing to read from; a mistake met later is in error().
    static Result<ByteSource> open(const std::string& path);
    // The octets stay the caller's and must outlive the source. A stride other than 0 hands them out by so many at a
    // time, as a pipe would; for tests.
    static ByteSource from_memory(std::span<const std::byte> octets, std::size_t stride = 0);

    ByteSource(ByteSource&&) noexcept;
    ByteSource& operator=(ByteSource&&) noexcept;
    ~ByteSource();

    // The window. Pointers into it are good until the next call of has() or skip().
    [[nodiscard]] const std::byte* data() const { return cursor_; }
    [[nodiscard]] std::size_t available() const { return static_cast<std::size_t>(end_ - cursor_); }
    // Whether the next so many octets are in the window, after reading on if need be. False: the input is at its end
    // (available() tells what is left) or failed().
    [[nodiscard]] bool has(std::size_t octets) { return available() >= octets || refill(octets); }
    // Moves on within the window.
    void consume(std::size_t octets) { cursor_ += octets; }
    // Moves on anywhere without keeping what lies between; false as in has().
    [[nodiscard]] bool skip(std::uint64_t octets);
    // Where data() is, in octets from the start; of the unpacked data if it was gzip.
    [[nodiscard]] std::uint64_t offset() const { return delivered_ - available(); }

    // Note what is wrong with the input, after its name; the first note stays. All return false.
    bool fail(const std::string& what) {
        note(what);
        return false;
    }
    // "the packet record at octet 24 …": `record` starts at `offset` and contradicts the format.
    bool fail_damaged(const char* record, std::uint64_t offset, const std::string& what) {
        return fail(damage(record, offset, what));
    }
    // The input ends inside the `record` which starts at `offset` and has at least `needed` octets.
    bool fail_truncated(const char* record, std::uint64_t offset, std::uint64_t needed) {
        return fail(truncation(record, offset, needed));
    }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] const Error& error() const;

 private:
    struct Feed;

    explicit ByteSource(std::unique_ptr<Feed> feed);
    bool refill(std::size_t octets);
    void detect_gzip();
    void note(const std::string& what);
    [[nodiscard]] std::string damage(const char* record, std::uint64_t offset, const std::string& what) const;
    [[nodiscard]] std::string truncation(const char* record, std::uint64_t offset, std::uint64_t needed) const;
    [[nodiscard]] std::string place(std::uint64_t offset) const;

    const std::byte* cursor_ = nullptr;
    const std::byte* end_ = nullptr;
    std::uint64_t delivered_ = 0;  // octets that ever were in the window
    bool failed_ = false;
    std::unique_ptr<Feed> feed_;
};

}  // namespace probe
