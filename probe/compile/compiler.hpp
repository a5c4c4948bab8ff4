// SPDX-License-Identifier: Apache-2.0
// Program text -> object: clang as an unprivileged, time-limited child process.
#pragma once

#include <filesystem>
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

    // For the kernel, a text of somebody else's, with the headers of the system, confined: see user_source.hpp.
    [[nodiscard]] Result<std::string> compile_for_user(const std::string& text, const std::string& name) const;

 private:
    explicit Compiler(std::filesystem::path clang) : clang_(std::move(clang)) {}
    Result<std::string> run(const std::vector<std::string>& options, const std::string& text, const std::string& name,
                            bool is_users) const;

    std::filesystem::path clang_;  // the real file, links resolved
};

}  // namespace probe
