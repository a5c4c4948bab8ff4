// SPDX-License-Identifier: Apache-2.0
// Child processes of tests: started in a network namespace, listened to, ended. None survives its Process, nor a test that dies:
// the kernel ends them with the thread that started them, so start them from the test's own thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probe/unique_fd.hpp"

namespace support {

using std::chrono::milliseconds;
inline constexpr milliseconds kPatience{100'000};

// Asks until the answer is yes, or the time is over.
[[nodiscard]] bool eventually(const std::function<bool()>& condition, milliseconds limit = kPatience);

struct Command {
    std::vector<std::string> arguments{};    // the first is a program: a path, or a name looked up on PATH
    int network = -1;                        // descriptor of a network namespace; -1: that of the test
    std::vector<std::string> environment{};  // NAME=value, in place of what is inherited by that name
    std::optional<unsigned> user{};          // uid and gid to be, without any capability
    int standard_output = -1;                // descriptor; -1: memory, see output()
    bool no_output = false;                  // standard output is closed
};

class Process {
 public:
    // Throws if there is no such process to be had.
    explicit Process(const Command& command);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();  // with SIGKILL, if it is still there

    // Standard output and standard error so far.
    [[nodiscard]] std::string output() const;
    [[nodiscard]] std::string errors() const;

    // Whether the text appears, before the process ends or the time is over.
    [[nodiscard]] bool says(const std::string& text, milliseconds limit = kPatience);
    [[nodiscard]] bool has_ended() { return wait(milliseconds(0)).has_value(); }
    void signal(int number) const;
    // The exit code, 128 + N if it was ended by signal N, nothing if the time is over.
    std::optional<int> wait(milliseconds limit = kPatience);
    [[nodiscard]] int pid() const { return pid_; }

 private:
    int pid_ = -1;
    std::optional<int> code_;
    probe::UniqueFd handle_, output_, errors_;
};

struct Answer {
    int code = 0;
    std::string output, errors;
};
// Runs a command to its end; throws if it takes longer than kPatience.
Answer run(const Command& command);

// A new folder, gone with its owner, and when the test is interrupted (SIGINT, SIGTERM).
class ScratchFolder {
 public:
    ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder();

    [[nodiscard]] std::string path(const std::string& name = "") const;
    // Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& content) const;

 private:
    std::size_t place_;
};

}  // namespace support
