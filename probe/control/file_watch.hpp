// SPDX-License-Identifier: Apache-2.0
// Tells that a file is another one now, however it was changed: written in place, replaced by an editor that renames, or by turning a
// symbolic link. Its folder is watched, and that of the file that it is a link to.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bpf/result.hpp"

namespace probe {

// Several changes in a row are one: it is told when nothing has happened for kQuiet, or kLongest after the first of them.
class Debounce {
 public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds kQuiet{100}, kLongest{1000};

    // Something has happened. Returns when it is to be told, unless more happens.
    Time happened(Time now) {
        if (!first_) first_ = now;
        return std::min(now + kQuiet, *first_ + kLongest);
    }
    void told() { first_.reset(); }

 private:
    std::optional<Time> first_;
};

class FileWatch {
 public:
    // `changed` is called on the thread of `io`: the file is there, and another one, or of another content, than the last time.
    static Result<std::unique_ptr<FileWatch>> make(boost::asio::io_context& io, std::string path, std::function<void()> changed);
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;
    ~FileWatch() = default;

 private:
    // What tells two versions of a file apart.
    struct Version {
        dev_t device;
        ino_t inode;
        off_t octets;
        timespec modified;
        bool operator==(const Version& other) const;
    };

    FileWatch(boost::asio::io_context& io, int descriptor, std::string path, std::function<void()> changed);
    Result<> watch_folders();
    void wait();
    void settle();
    [[nodiscard]] std::optional<Version> version() const;

    const std::string path_;
    const std::function<void()> changed_;
    boost::asio::posix::stream_descriptor events_;
    boost::asio::steady_timer timer_;
    Debounce debounce_;
    std::optional<Version> last_;
};

}  // namespace probe
