// SPDX-License-Identifier: Apache-2.0
// Program text -> object: clang as an unprivileged, time-limited child process.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"

namespace probe {

// For whom: the kernel (ELF object, -target bpf), or this machine (shared object, for the native engine).
enum class Machine { bpf, native };

class Compiler {
 public:
    // clang as found on PATH, or nothing.
    static std::optional<Compiler> find();

    // What tells this compiler (and its options) from another one, for the cache; no process is started for it.
    [[nodiscard]] std::string identity(Machine machine) const;

    // The object's octets. A compile error is the Error's message; its line and column are those of the text.
    [[nodiscard]] Result<std::string> compile(const std::string& text, Machine machine) const;

    // For the kernel, in half the time: the program does the same and takes some per cent longer for a packet, and a refusal of the kernel
    // cannot be told by lines of the text.
    [[nodiscard]] Result<std::string> compile_quickly(const std::string& text) const;

    // Makes a process ready for the next compile_quickly(), if there was one since the last call: clang takes some 25 ms to begin. It
    // sleeps and takes some 12 MiB of its own. Without it, and if it cannot be started, compile_quickly() takes longer and is the same.
    // Waits for what is left of the one before. Any thread; the process ends with the thread that it was started in.
    void make_ready() const;

    // For the kernel, a text of somebody else's, with the headers of the system, confined: see user_source.hpp.
    [[nodiscard]] Result<std::string> compile_for_user(const std::string& text, const std::string& name) const;

 private:
    struct Process;
    struct Ready;
    using Options = std::vector<std::string>;

    explicit Compiler(std::filesystem::path clang);
    [[nodiscard]] std::string file_identity() const;
    [[nodiscard]] Result<std::unique_ptr<Process>> start(const Options& options, bool is_users) const;
    [[nodiscard]] static Result<std::string> finish(Process& process, const std::string& text, const std::string& name);
    void leave(std::unique_ptr<Process> process) const;

    std::filesystem::path clang_;   // the real file, links resolved
    std::shared_ptr<Ready> ready_;  // of all copies
};

}  // namespace probe
