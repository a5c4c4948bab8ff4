// SPDX-License-Identifier: Apache-2.0
// What a printer writes, as a string: an Output into a file without a name.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "exporter/output.hpp"

namespace exporter::testing {

class CapturedOutput {
 public:
    CapturedOutput() : fd_(memfd_create("captured", MFD_CLOEXEC)), output_(fd_, "a test") {}
    ~CapturedOutput() { close(fd_); }
    CapturedOutput(const CapturedOutput&) = delete;
    CapturedOutput& operator=(const CapturedOutput&) = delete;

    [[nodiscard]] Output& output() { return output_; }

    // Everything written so far, and what waits in the buffer.
    [[nodiscard]] std::string text() {
        if (!output_.flush()) return "write error";
        std::string text(static_cast<std::size_t>(lseek(fd_, 0, SEEK_END)), '\0');
        return pread(fd_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) ? text : "read error";
    }

 private:
    int fd_;
    Output output_;
};

}  // namespace exporter::testing
