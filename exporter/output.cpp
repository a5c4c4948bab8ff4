// SPDX-License-Identifier: Apache-2.0
#include "exporter/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace exporter {

Output::~Output() { write_buffer(); }

Result<> Output::flush() {
    write_buffer();
    if (error_) return tl::unexpected<Error>(*error_);
    return {};
}

void Output::write_buffer() {
    std::size_t done = 0;
    while (!error_ && done < buffer_.size()) {
        const ssize_t written = ::write(fd_, buffer_.data() + done, buffer_.size() - done);
        if (written >= 0) {
            done += static_cast<std::size_t>(written);
            continue;
        }
        const int reason = errno;
        if (reason == EINTR || (reason == EAGAIN && wait_until_writable())) continue;
        error_ = Error{fmt::format("cannot write flows to {}: {}", name_, std::generic_category().message(reason)), {}, 0, 0};
    }
    lost_octets_ += buffer_.size() - done;
    buffer_.clear();
}

bool Output::wait_until_writable() const {
    pollfd waiting{fd_, POLLOUT, 0};
    return ::poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

}  // namespace exporter
