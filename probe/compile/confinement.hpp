// SPDX-License-Identifier: Apache-2.0
// What a child that compiles a user's text can reach: files for reading in a few folders, one folder for writing, nothing else. No
// sockets, no look into other processes, no further rights. By Landlock (kernel 5.13) and seccomp, which need no privileges.
#pragma once

#include <linux/filter.h>

#include <filesystem>
#include <vector>

#include "bpf/result.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

class Confinement {
 public:
    // Of these files and folders what does not exist is left out. Fails without libseccomp's filter.
    static Result<Confinement> make(const std::vector<std::filesystem::path>& readable, const std::filesystem::path& writable);

    // False: this kernel has no Landlock, and any file that the child's user may read can be reached.
    [[nodiscard]] bool holds_files() const { return rules_.is_open(); }
    [[nodiscard]] int rules() const { return rules_.get(); }

    // In the child, between fork and exec, with no_new_privs set and only with calls that are safe there. False: it is not confined.
    [[nodiscard]] bool enter() const;

 private:
    UniqueFd rules_;
    std::vector<sock_filter> filter_;
};

}  // namespace probe
