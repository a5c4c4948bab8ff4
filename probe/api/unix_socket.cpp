// SPDX-License-Identifier: Apache-2.0
#include "probe/api/unix_socket.hpp"

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "probe/unique_fd.hpp"

namespace probe::api {

namespace {

using Local = boost::asio::local::stream_protocol;

bool give_to_group(const std::string& path) {
    group found{};
    group* result = nullptr;
    std::vector<char> text(16'384);
    if (::getgrnam_r(kSocketGroup, &found, text.data(), text.size(), &result) != 0 || !result) return true;
    return ::chown(path.c_str(), static_cast<uid_t>(-1), found.gr_gid) == 0;
}

enum class There { nothing, abandoned, listening, other };

There what_is_at(const sockaddr_un& address) {
    struct stat facts {};
    if (::lstat(address.sun_path, &facts) != 0) return There::nothing;
    if (!S_ISSOCK(facts.st_mode)) return There::other;
    const UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const bool refused =
        ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno == ECONNREFUSED;
    return refused ? There::abandoned : There::listening;
}

}  // namespace

Result<Local::acceptor> listen_at(boost::asio::io_context& io, const std::string& path) {
    const auto failed = [&](const std::string& why) {
        return fail("cannot listen at " + path + ": " + why + "; choose another path with --control, or off");
    };
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) return failed("a socket's path has 1 to 107 octets");
    std::memcpy(address.sun_path, path.data(), path.size());
    std::error_code ignored;
    std::filesystem::create_directory(std::filesystem::path(path).parent_path(), ignored);
    switch (what_is_at(address)) {
        case There::listening: return failed("another process listens there");
        case There::other: return failed("something that is no socket is there");
        case There::abandoned: ::unlink(path.c_str()); break;
        case There::nothing: break;
    }
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    // Linux gives the file the mode of the socket, so it is never open to others, not even for a moment.
    if (!socket.is_open() || ::fchmod(socket.get(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) != 0 ||
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return failed(std::strerror(errno));
    // The umask may have taken rights from it.
    if (!give_to_group(path) || ::chmod(path.c_str(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) != 0 ||
        ::listen(socket.get(), SOMAXCONN) != 0) {
        const int why = errno;
        ::unlink(path.c_str());
        return failed(std::strerror(why));
    }
    Local::acceptor acceptor(io);
    boost::system::error_code error;
    acceptor.assign(Local(), socket.get(), error);
    if (error) return failed(error.message());
    static_cast<void>(socket.release());
    return acceptor;
}

}  // namespace probe::api
