// SPDX-License-Identifier: Apache-2.0
// Objects by the hash of their text, so that a program is compiled once, and hosts without clang can run what the package brought.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/compile/compiler.hpp"

namespace probe {

// Where objects are looked for, in this order; new ones are written to the last one: $CACHE_DIRECTORY if it is set, else
// /var/cache/xdpflow for root, $XDG_CACHE_HOME/xdpflow or ~/.cache/xdpflow for others.
[[nodiscard]] std::vector<std::filesystem::path> default_object_folders();

class ObjectCache {
 public:
    explicit ObjectCache(std::vector<std::filesystem::path> folders = default_object_folders());
    // `compiler` may be absent: then only objects that are there already can be had.
    ObjectCache(std::vector<std::filesystem::path> folders, std::optional<Compiler> compiler);

    // The object of this text, from a folder that root or this user owns alone, else freshly compiled and kept. A folder that
    // cannot be written to only costs the next start its time. Without a compiler and an object: an error that names the
    // package to install and the field sets that work without it.
    [[nodiscard]] Result<std::string> object(const std::string& text, Machine machine) const;

    // The same in less time: where the object is not there, it is compiled quickly (Compiler::compile_quickly) and not kept.
    struct QuickObject {
        std::string octets;
        bool is_quick = false;  // a better one can be had from object()
    };
    [[nodiscard]] Result<QuickObject> quick_object(const std::string& text) const;
    // See Compiler::make_ready.
    void make_ready() const {
        if (compiler_) compiler_->make_ready();
    }

    // First lines of the texts whose objects for this machine are there.
    [[nodiscard]] std::vector<std::string> known(Machine machine) const;

 private:
    struct Name {  // of files, without their endings
        std::string text, object;
    };
    [[nodiscard]] Name name_of(const std::string& text, Machine machine) const;
    // Empty: there is none; `distrust` is why one that is there is not taken.
    [[nodiscard]] std::string find(const Name& name, Machine machine, Error& distrust) const;

    std::vector<std::filesystem::path> folders_;
    std::optional<Compiler> compiler_;
};

}  // namespace probe
