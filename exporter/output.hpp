// SPDX-License-Identifier: Apache-2.0
// Buffered writing to a file descriptor that never loses an error: a full disk or a closed pipe is kept until somebody asks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "bpf/result.hpp"
#include "exporter/text.hpp"

namespace exporter {

// Not thread-safe. Writing blocks (also on descriptors in non-blocking mode) until the reader has taken the data. SIGPIPE must be
// ignored by the process, else a closed pipe ends it before it can be reported.
class Output {
 public:
    // `fd` stays the caller's and must be open as long as this lives. `name` is for messages: "standard output", a path.
    Output(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    // Whoever is done with this object calls flush() before; the destructor writes what is left, but has nobody to tell.
    ~Output();

    // Append here, whole lines at a time, then call commit().
    [[nodiscard]] TextBuffer& buffer() { return buffer_; }

    // What was appended is to be written: now if the buffer is well filled, else with what follows.
    void commit() {
        if (buffer_.size() >= kWriteOctets) write_buffer();
    }

    // Writes everything. Fails with the first error of this object's life; after an error nothing more is written.
    Result<> flush();

    [[nodiscard]] bool has_failed() const { return error_.has_value(); }

    // Octets that were committed but could not be written.
    [[nodiscard]] std::uint64_t lost_octets() const { return lost_octets_; }

 private:
    static constexpr std::size_t kWriteOctets = 64 * 1024;

    void write_buffer();
    [[nodiscard]] bool wait_until_writable() const;

    int fd_;
    std::string name_;
    TextBuffer buffer_;
    std::optional<Error> error_;
    std::uint64_t lost_octets_ = 0;
};

}  // namespace exporter
