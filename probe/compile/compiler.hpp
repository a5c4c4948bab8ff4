// SPDX-License-Identifier: Apache-2.0
// Program text -> object: clang as an unprivileged, time-limited child process.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

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

 private:
    explicit Compiler(std::filesystem::path clang) : clang_(std::move(clang)) {}
    std::filesystem::path clang_;  // the real file, links resolved
};

}  // namespace probe
