// SPDX-License-Identifier: Apache-2.0
// One file of a spool: messages one after the other, each framed so that a torn end (of a process that died, or a full disk) and damage
// are recognized.
//
//   file:  "xdpflow spool 1\n", frames
//   frame: length of the octets, CRC-32 of what follows, kind (1), 0 (3), data records, the octets; numbers of 4 octets, big-endian
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "bpf/result.hpp"
#include "exporter/message.hpp"

namespace exporter {

class SpoolSegment {
 public:
    struct Frame {
        Message message;
        std::uint64_t end = 0;  // offset of the next one
    };
    static constexpr std::uint64_t kBegin = 16;  // offset of the first frame

    // A new file, for this user alone. Fails with what the system says.
    [[nodiscard]] static Result<SpoolSegment> make(const std::string& path, std::uint64_t number);
    // One that is there. Fails if it is none of ours. All frames are looked at.
    [[nodiscard]] static Result<SpoolSegment> open(const std::string& path, std::uint64_t number);
    SpoolSegment(SpoolSegment&& other) noexcept;
    SpoolSegment& operator=(SpoolSegment&&) = delete;
    ~SpoolSegment();

    // After a failure the segment is as it was.
    [[nodiscard]] Result<> append(const Message& message);
    // Nothing: the end, or what is there is no frame.
    [[nodiscard]] std::optional<Frame> read(std::uint64_t offset) const;
    // From the disk; reading goes on until the end of this object.
    void remove();

    [[nodiscard]] std::uint64_t number() const { return number_; }
    [[nodiscard]] std::uint64_t end() const { return end_; }            // offset behind the last good frame
    [[nodiscard]] std::uint64_t torn_octets() const { return torn_; }   // behind that when it was opened
    [[nodiscard]] std::uint64_t messages() const { return messages_; }  // of data
    [[nodiscard]] std::uint64_t records() const { return records_; }

    [[nodiscard]] static std::uint64_t octets_of(const Message& message);

 private:
    SpoolSegment(int file, std::string path, std::uint64_t number) : file_(file), path_(std::move(path)), number_(number) {}
    void count(const Message& message);

    int file_;
    std::string path_;
    std::uint64_t number_;
    std::uint64_t end_ = kBegin;
    std::uint64_t torn_ = 0;
    std::uint64_t messages_ = 0;
    std::uint64_t records_ = 0;
};

}  // namespace exporter
