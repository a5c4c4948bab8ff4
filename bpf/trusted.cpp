// SPDX-License-Identifier: Apache-2.0
#include "bpf/trusted.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

namespace bpf {

static Result<> require_trusted_entry(const std::filesystem::path& path, bool sticky_is_enough) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0) return fail(path.string() + ": " + std::strerror(errno));
    if (S_ISLNK(facts.st_mode))
        return fail(path.string() + " is a symbolic link: code is not loaded through links; name its target");
    if (facts.st_uid != 0 && facts.st_uid != ::geteuid())
        return fail(path.string() + " belongs to another user: code is loaded only from folders of root or your own");
    const bool writable = (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    if (writable && !(sticky_is_enough && (facts.st_mode & S_ISVTX) != 0))
        return fail(path.string() + " can be written by others: code is not loaded from there; run: chmod go-w " + path.string());
    return {};
}

Result<> require_trusted(const std::filesystem::path& path) {
    std::error_code error;
    const auto whole = std::filesystem::canonical(path.parent_path().empty() ? "." : path.parent_path(), error) / path.filename();
    if (error) return fail(path.string() + ": " + error.message());
    if (auto own = require_trusted_entry(whole, false); !own) return own;
    for (auto folder = whole.parent_path();; folder = folder.parent_path()) {
        if (auto above = require_trusted_entry(folder, true); !above) return above;
        if (folder == folder.root_path()) return {};
    }
}

}  // namespace bpf
