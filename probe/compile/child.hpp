// SPDX-License-Identifier: Apache-2.0
// Runs another program without privileges and within limits, and waits for it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/compile/confinement.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

struct ChildRequest {
    std::vector<std::string> command;                 // absolute path of the program, arguments
    std::filesystem::path folder;                     // its working folder and TMPDIR, the only place it is meant to write to
    std::chrono::milliseconds time_limit{10'000};     // from the moment when it is given its input
    std::size_t memory_limit = std::size_t{2} << 30;  // octets of address space
    const Confinement* confinement = nullptr;         // null: it reaches what its user may reach
};

struct ChildResult {
    int exit_code = 0;
    std::string complaints;  // its standard error
};

// It has an empty environment but for PATH, TMPDIR and LC_ALL=C, no open files but the three standard ones, and may not gain
// privileges; started by root it runs as nobody (65534). It ends at the latest with the thread that started it.
class Child {
 public:
    // Of the request's confinement nothing is needed afterwards.
    static Result<Child> start(const ChildRequest& request);
    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;
    // It is killed if it still runs.
    ~Child();

    [[nodiscard]] bool is_running() const;

    // Gives it all of its standard input and waits for its end; once. Fails if it could not be started, dies of a signal or takes longer
    // than the limit, after which it is killed.
    [[nodiscard]] Result<ChildResult> finish(const std::string& input) { return finish(input, nullptr); }
    // The same, but it may be left to end by itself as soon as a file of this name is in its folder; then the exit code is 0. `name` is
    // one that it gives to a file that is complete. Then what it held is freed without anybody who waits for that. Where the user has no
    // inotify left (fs.inotify.max_user_instances), its end is waited for.
    [[nodiscard]] Result<ChildResult> finish(const std::string& input, const std::string& name) { return finish(input, &name); }

 private:
    Child() = default;
    [[nodiscard]] Result<ChildResult> finish(const std::string& input, const std::string* name);
    enum class Event { ended, named, late };
    [[nodiscard]] Event wait(std::chrono::steady_clock::time_point deadline, const std::string* name) const;
    [[nodiscard]] bool has_named(const std::string& name) const;
    [[nodiscard]] bool give(const std::string& input, std::chrono::steady_clock::time_point deadline);

    std::string name_;
    std::chrono::milliseconds time_limit_{};
    pid_t process_ = -1;
    UniqueFd handle_, input_, errors_, names_;  // names_: inotify
};

// Both at once.
[[nodiscard]] Result<ChildResult> run_child(const ChildRequest& request, const std::string& input = "");

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
