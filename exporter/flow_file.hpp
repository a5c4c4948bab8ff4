// SPDX-License-Identifier: Apache-2.0
// An open file that messages are written to: a regular file, a FIFO or a device, standard output. Writing never waits for a reader.
//
// A regular file holds whole messages only: where one cannot be written to its end, what was written of it is taken back.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "bpf/result.hpp"

namespace exporter {

// For one thread. Errors say why and what to do, not which file it is.
class FlowFile {
 public:
    // What is there already stays. "-" is standard output. A FIFO that nobody reads is an error.
    static Result<std::unique_ptr<FlowFile>> append_to(boost::asio::io_context& io, const std::string& path);
    // A new file with this time in its name (rotated_path()), and ".part" behind it until complete(). No other file is overwritten.
    static Result<std::unique_ptr<FlowFile>> begin(boost::asio::io_context& io, const std::string& path,
                                                   std::chrono::sys_seconds time);
    FlowFile(const FlowFile&) = delete;
    FlowFile& operator=(const FlowFile&) = delete;
    ~FlowFile() = default;  // closes it, and renames nothing

    struct Written {
        std::size_t octets = 0;  // less than all only if error is set; of a regular file then none
        int error = 0;           // errno; EAGAIN: the reader is slow
    };
    // One behind the other.
    Written write(std::span<const std::byte> head, std::span<const std::byte> body);

    // Calls it on the io_context when the reader has made room; not if the file is closed before.
    void when_writable(std::function<void()> then);

    // Of a regular file, those that were there before included; of others, those written.
    [[nodiscard]] std::uint64_t octets() const { return octets_; }
    // Up to and with its end, of a regular file; at most 64 KiB.
    [[nodiscard]] std::string first_line() const;
    // A regular file that does not end with the end of a line.
    [[nodiscard]] bool ends_within_a_line() const;

    // Gives the file its name, if it was begun.
    [[nodiscard]] Result<> complete();
    // Removes the file, if it was begun.
    void discard();

 private:
    FlowFile(boost::asio::io_context& io, int fd);
    [[nodiscard]] int native() const;
    void take_back(std::size_t octets);  // those that were written last

    mutable boost::asio::posix::stream_descriptor descriptor_;
    bool is_ours_ = false;  // a regular file opened by us: what is behind octets_ may be taken back
    bool is_socket_ = false;
    std::uint64_t octets_ = 0;
    std::string path_, part_;  // of a file that was begun
    std::chrono::sys_seconds time_{};
};

// "No space left on device; make room there": an errno of opening or writing, in words.
[[nodiscard]] std::string file_trouble(int error);

}  // namespace exporter
