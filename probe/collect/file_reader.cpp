// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/file_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "probe/collect/message.hpp"
#include "probe/unique_fd.hpp"

namespace probe::collect {
namespace {

class File {
 public:
    File(int fd, std::string name, const FileReading& reading) : fd_(fd), name_(std::move(name)), reading_(reading) {}

    // Fills what is given as far as the file goes; how far. Nothing if it was stopped.
    Result<std::optional<std::size_t>> fill(std::span<std::byte> out) {
        std::size_t filled = 0;
        while (filled < out.size()) {
            pollfd ready{fd_, POLLIN, 0};
            if (::poll(&ready, 1, 0) == 0) reading_.on_pause();
            const ssize_t octets = ::read(fd_, out.data() + filled, out.size() - filled);
            if (octets == 0) break;
            if (octets > 0) {
                filled += static_cast<std::size_t>(octets);
            } else if (errno != EINTR) {
                return fail(fmt::format("cannot read {}: {}", name_, std::strerror(errno)));
            } else if (reading_.is_stopped()) {
                return std::nullopt;
            }
        }
        return filled;
    }

    [[nodiscard]] const std::string& name() const { return name_; }

 private:
    int fd_;
    std::string name_;
    const FileReading& reading_;
};

tl::unexpected<Error> broken(const File& file, Collector& collector, std::uint64_t at, const std::string& why) {
    collector.on_malformed(file.name(), fmt::format("at octet {}: {}", at, why));
    return fail(fmt::format("{} is not read further than to octet {}: what follows is no message of IPFIX", file.name(), at));
}

Result<> read_messages(File& file, Collector& collector, const FileReading& reading) {
    std::vector<std::byte> buffer(kMostMessageOctets);
    const std::span octets(buffer);
    constexpr std::size_t kHeader = kHeaderOctets;
    for (std::uint64_t at = 0; !reading.is_stopped() && !collector.is_done();) {
        const auto head = file.fill(octets.first(kHeader));
        if (!head) return tl::unexpected(head.error());
        if (!*head || **head == 0) return {};
        if (**head < kHeader) return broken(file, collector, at, fmt::format("{} octets are less than a header", **head));
        const auto header = read_header(octets.first(kHeader));
        if (!header) return broken(file, collector, at, header.error().text());
        const auto rest = file.fill(octets.subspan(kHeader, header->octets - kHeader));
        if (!rest) return tl::unexpected(rest.error());
        if (!*rest) return {};
        if (kHeader + **rest < header->octets)
            return broken(file, collector, at,
                          fmt::format("it says to have {} octets, and the file ends after {}", header->octets, kHeader + **rest));
        collector.on_message(file.name(), octets.first(header->octets));
        at += header->octets;
    }
    return {};
}

}  // namespace

Result<> read_file(const std::string& path, Collector& collector, const FileReading& reading) {
    if (path == "-") {
        File file(STDIN_FILENO, "standard input", reading);
        return read_messages(file, collector, reading);
    }
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.is_open()) return fail(fmt::format("cannot open {}: {}; to listen, write udp://:4739", path, std::strerror(errno)));
    File file(fd.get(), path, reading);
    return read_messages(file, collector, reading);
}

}  // namespace probe::collect
