// SPDX-License-Identifier: Apache-2.0
// A disk without room, for tests.
#pragma once

#include <sys/resource.h>

#include <csignal>

namespace exporter::testing {

// While it lives, this process cannot make a file longer than so many octets. What the kernel says of that is not what it says of a full
// disk, but it says it of the same calls.
class FullDisk {
 public:
    explicit FullDisk(rlim_t octets) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{octets, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

 private:
    void (*handler_)(int);
    rlimit before_{};
};

}  // namespace exporter::testing
