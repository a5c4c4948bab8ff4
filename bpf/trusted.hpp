// SPDX-License-Identifier: Apache-2.0
// Code is taken only from where nobody else can put it.
#pragma once

#include <filesystem>

#include "bpf/result.hpp"

namespace bpf {

// Whether `path` (a folder or a regular file) and every folder above it belong to root or to this user and can be written by
// nobody else. Folders above may be writable by all if they are sticky, like /tmp. The error says what to do.
[[nodiscard]] Result<> require_trusted(const std::filesystem::path& path);

}  // namespace bpf
