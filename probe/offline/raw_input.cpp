// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/raw_input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace probe {

namespace {

std::string reason(int error_number) { return std::generic_category().message(error_number); }

}  // namespace

Result<std::unique_ptr<RawInput>> RawInput::open(const std::string& path) {
    const std::string advice = "; give a capture file, or - for standard input";
    if (path == "-") return std::unique_ptr<RawInput>(new RawInput("standard input", STDIN_FILENO));
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return fail(path + ": cannot be opened: " + reason(errno) + advice);
    std::unique_ptr<RawInput> input(new RawInput(path, descriptor));
    struct stat status = {};
    if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        return fail(path + ": cannot be read: " + reason(EISDIR) + advice);
    }
    return input;
}

RawInput::RawInput(std::span<const std::byte> octets, std::size_t stride) : name_("memory"), memory_(octets), stride_(stride) {}

RawInput::~RawInput() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
}

Result<std::size_t> RawInput::read(std::span<std::byte> room) {
    if (descriptor_ < 0) {
        const std::size_t octets = std::min({room.size(), memory_.size(), stride_ == 0 ? memory_.size() : stride_});
        std::copy_n(memory_.begin(), octets, room.begin());
        memory_ = memory_.subspan(octets);
        return octets;
    }
    const ssize_t octets = ::read(descriptor_, room.data(), room.size());
    if (octets >= 0) return static_cast<std::size_t>(octets);
    // Only signals that are to end the reading interrupt it (others restart the call): a silent pipe ends here then.
    if (errno == EINTR) return std::size_t{0};
    return fail(reason(errno));
}

}  // namespace probe
