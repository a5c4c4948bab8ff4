// SPDX-License-Identifier: Apache-2.0
#include "probe/control/file_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <set>

namespace probe {

namespace asio = boost::asio;

bool FileWatch::Version::operator==(const Version& other) const {
    return device == other.device && inode == other.inode && octets == other.octets && modified.tv_sec == other.modified.tv_sec &&
           modified.tv_nsec == other.modified.tv_nsec;
}

FileWatch::FileWatch(asio::io_context& io, int descriptor, std::string path, std::function<void()> changed)
    : path_(std::move(path)),
      changed_(std::move(changed)),
      events_(io, descriptor),
      timer_(io),
      last_(version()) {}

Result<std::unique_ptr<FileWatch>> FileWatch::make(asio::io_context& io, std::string path, std::function<void()> changed) {
    const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor < 0)
        return fail(std::string("the configuration file cannot be watched: ") + std::strerror(errno) +
                    "; raise fs.inotify.max_user_instances, or leave reload out");
    std::unique_ptr<FileWatch> watch(new FileWatch(io, descriptor, std::move(path), std::move(changed)));
    if (auto watched = watch->watch_folders(); !watched) return tl::unexpected(watched.error());
    watch->wait();
    return watch;
}

// To be called again when the file is another one, which may be in another folder. A folder that is watched already stays so.
Result<> FileWatch::watch_folders() {
    namespace fs = std::filesystem;
    std::error_code error;
    std::set<fs::path> folders = {fs::absolute(path_, error).parent_path()};
    if (const fs::path target = fs::canonical(path_, error); !error) folders.insert(target.parent_path());
    for (const fs::path& folder : folders)
        if (::inotify_add_watch(events_.native_handle(), folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR) <
            0)
            return fail("the folder " + folder.string() + " of the configuration cannot be watched: " + std::strerror(errno) +
                        (errno == ENOSPC ? "; raise fs.inotify.max_user_watches, or leave reload out" : ""));
    return {};
}

void FileWatch::wait() {
    events_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const auto& error) {
        if (error) return;
        // Which names they tell does not matter: a link that turns has another name than the file.
        alignas(inotify_event) std::array<char, 4096> events;
        while (::read(events_.native_handle(), events.data(), events.size()) > 0) {
        }
        timer_.expires_at(debounce_.happened(std::chrono::steady_clock::now()));
        timer_.async_wait([this](const auto& stopped) {
            if (!stopped) settle();
        });
        wait();
    });
}

void FileWatch::settle() {
    debounce_.told();
    const std::optional<Version> now = version();
    if (!now || now == last_) return;  // gone for a moment, or another file of the folder
    last_ = now;
    (void)watch_folders();
    changed_();
}

std::optional<FileWatch::Version> FileWatch::version() const {
    struct stat facts {};
    if (::stat(path_.c_str(), &facts) != 0) return {};
    return Version{facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtim};
}

}  // namespace probe
