// SPDX-License-Identifier: Apache-2.0
// Runs another program without privileges and within limits, and waits for it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/compile/confinement.hpp"

namespace probe {

struct ChildRequest {
    std::vector<std::string> command;  // absolute path of the program, arguments
    std::string input;                 // its standard input
    std::filesystem::path folder;      // its working folder and TMPDIR, the only place it is meant to write to
    std::chrono::milliseconds time_limit{10'000};
    std::size_t memory_limit = std::size_t{2} << 30;  // octets of address space
    const Confinement* confinement = nullptr;         // null: it reaches what its user may reach
};

struct ChildResult {
    int exit_code = 0;
    std::string complaints;  // its standard error
};

// The child has an empty environment but for PATH, TMPDIR and LC_ALL=C, no open files but the three standard ones, and may not
// gain privileges; started by root it runs as nobody (65534). Fails if it cannot be started, dies of a signal or takes longer
// than the limit, after which it is killed.
[[nodiscard]] Result<ChildResult> run_child(const ChildRequest& request);

// A folder of its own under $TMPDIR or /tmp, which nobody (65534) can write to when the caller is root; removed with its content
// at the end of the owner's life.
class ScratchFolder {
 public:
    static Result<ScratchFolder> make();
    ScratchFolder(ScratchFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ~ScratchFolder();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
    explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace probe
