// SPDX-License-Identifier: Apache-2.0
#include "exporter/flow_file.hpp"

#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "exporter/rotation.hpp"

namespace exporter {
namespace {

constexpr unsigned kMostNumbers = 100'000;  // of files that begin in one second
constexpr mode_t kMode = 0644;

// Standard output is shared with others (a shell's terminal, standard error), who would be surprised by O_NONBLOCK: a pipe or a
// terminal is opened anew. A regular file keeps its place, and a socket cannot be opened.
int open_standard_output() {
    struct stat facts {};
    if (::fstat(STDOUT_FILENO, &facts) != 0) return -1;
    if (S_ISFIFO(facts.st_mode) || S_ISCHR(facts.st_mode)) {
        const int fd = ::open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
        if (fd >= 0 || errno == ENXIO) return fd;
    }
    return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
}

int open_path(const std::string& path) {
    struct stat facts {};
    const bool is_regular = ::stat(path.c_str(), &facts) != 0 || S_ISREG(facts.st_mode);
    if (!is_regular) return ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    return ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, kMode);
}

// EEXIST: there is such a file. Not all file systems know how to rename without overwriting.
int rename_to_new(const std::string& from, const std::string& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    if (::access(to.c_str(), F_OK) == 0) return EEXIST;
    return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

std::string_view advice(int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT: return "make room there";
        case EACCES:
        case EPERM: return "let this user write there, or choose another path";
        case EROFS: return "choose a path that can be written to";
        case ENOENT:
        case ENOTDIR: return "make its folder, or correct the path";
        case EISDIR: return "name a file in it";
        case ENXIO: return "start a program that reads it";
        case EPIPE: return "start the program that reads it again";
        case EFBIG: return "let it rotate: rotate-size=MIB";
        default: return "choose another path";
    }
}

}  // namespace

std::string file_trouble(int error) {
    const std::string what = error == ENXIO   ? "nobody reads it"
                             : error == EPIPE ? "its reader has gone"
                                              : std::generic_category().message(error);
    return fmt::format("{}; {}", what, advice(error));
}

FlowFile::FlowFile(boost::asio::io_context& io, int fd) : descriptor_(io) {
    boost::system::error_code ignored;  // what cannot be waited for is never asked to
    descriptor_.assign(fd, ignored);
    struct stat facts {};
    ::fstat(fd, &facts);
    is_socket_ = S_ISSOCK(facts.st_mode);
    is_ours_ = S_ISREG(facts.st_mode);
    if (is_ours_) octets_ = static_cast<std::uint64_t>(facts.st_size);
}

int FlowFile::native() const { return descriptor_.native_handle(); }  // which is not const, though it changes nothing

Result<std::unique_ptr<FlowFile>> FlowFile::append_to(boost::asio::io_context& io, const std::string& path) {
    const int fd = path == "-" ? open_standard_output() : open_path(path);
    if (fd < 0) return fail(file_trouble(errno));
    std::unique_ptr<FlowFile> file(new FlowFile(io, fd));
    if (path == "-") file->is_ours_ = false;
    return file;
}

Result<std::unique_ptr<FlowFile>> FlowFile::begin(boost::asio::io_context& io, const std::string& path,
                                                  std::chrono::sys_seconds time) {
    for (unsigned number = 0; number < kMostNumbers; ++number) {
        const std::string name = rotated_path(path, time, number);
        const std::string part = name + ".part";
        if (::access(name.c_str(), F_OK) == 0) continue;
        const int fd = ::open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, kMode);
        if (fd < 0 && errno == EEXIST) continue;
        if (fd < 0) return fail(file_trouble(errno));
        std::unique_ptr<FlowFile> file(new FlowFile(io, fd));
        file->path_ = path;
        file->part_ = part;
        file->time_ = time;
        return file;
    }
    return fail("too many files of this second; move some away");
}

FlowFile::Written FlowFile::write(std::span<const std::byte> head, std::span<const std::byte> body) {
    const int fd = native();
    Written written;
    while (!head.empty() || !body.empty()) {
        const auto part = [](std::span<const std::byte> octets) {
            return iovec{const_cast<std::byte*>(octets.data()), octets.size()};
        };
        iovec parts[] = {part(head), part(body)};
        msghdr message{};
        message.msg_iov = parts;
        message.msg_iovlen = 2;
        const ssize_t done = is_socket_ ? ::sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) : ::writev(fd, parts, 2);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) {
            written.error = errno;
            break;
        }
        const auto octets = static_cast<std::size_t>(done);
        const std::size_t of_head = std::min(octets, head.size());
        head = head.subspan(of_head);
        body = body.subspan(octets - of_head);
        written.octets += octets;
        octets_ += octets;
    }
    if (written.error != 0 && is_ours_) take_back(std::exchange(written.octets, 0));
    return written;
}

void FlowFile::take_back(std::size_t octets) {
    struct stat facts {};  // somebody may have truncated it meanwhile
    if (octets == 0 || ::fstat(native(), &facts) != 0 || facts.st_size < static_cast<off_t>(octets)) return;
    if (::ftruncate(native(), facts.st_size - static_cast<off_t>(octets)) == 0) octets_ -= octets;
}

void FlowFile::when_writable(std::function<void()> then) {
    descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                           [then = std::move(then)](const boost::system::error_code& error) {
                               if (!error) then();
                           });
}

std::string FlowFile::first_line() const {
    std::string text(is_ours_ ? 64 * 1024 : 0, '\0');
    const ssize_t size = ::pread(native(), text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    const std::size_t end = text.find('\n');
    if (end != std::string::npos) text.resize(end + 1);
    return text;
}

bool FlowFile::ends_within_a_line() const {
    char last = '\n';
    return is_ours_ && octets_ > 0 && ::pread(native(), &last, 1, static_cast<off_t>(octets_ - 1)) == 1 && last != '\n';
}

Result<> FlowFile::complete() {
    if (part_.empty()) return {};
    for (unsigned number = 0; number < kMostNumbers; ++number) {
        const int error = rename_to_new(part_, rotated_path(path_, time_, number));
        if (error == EEXIST) continue;
        if (error != 0) return fail(fmt::format("{} cannot be renamed: {}", part_, file_trouble(error)));
        part_.clear();
        return {};
    }
    return fail(fmt::format("{} cannot be renamed: too many files of this second; move some away", part_));
}

void FlowFile::discard() {
    if (!part_.empty()) ::unlink(part_.c_str());
    part_.clear();
}

}  // namespace exporter
